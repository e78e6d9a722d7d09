/** What the server says of answers that outlive their connection, to whoever starts it. */
export const words = {
  isBad: (variable: string, value: string, expected: string) =>
    `${variable} is ${JSON.stringify(value)}: expected ${expected}`,
  badUrl: "REDIS_URL is not the address of a Redis: expected one such as redis://127.0.0.1:6379",
  expectedDown: "refuse or local",
  refusing: "Redis is away: requests are refused until it is back",
  goingAlone: "Redis is away: until it is back, this replica is alone with its answers and its places",
  isCluster: "REDIS_URL leads to a Redis Cluster, which is not supported: take a single Redis",
  back: "Redis is there",
};
