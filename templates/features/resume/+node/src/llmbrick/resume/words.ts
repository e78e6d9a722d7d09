/** What the server says of answers that outlive their connection, to whoever starts it. */
export const words = {
  badUrl: "REDIS_URL is not the address of a Redis: expected one such as redis://127.0.0.1:6379",
  expectedDown: "refuse or local",
  refusing: "Redis is away: requests are refused until it is back",
  goingAlone: "Redis is away: until it is back, this replica is alone with its answers and its places",
  leaseLost: "Redis knows nothing of this replica's lease: it was held up for too long, or the data are gone",
  isCluster: "REDIS_URL leads to a Redis Cluster, which is not supported: take a single Redis",
  notFollowing: "Redis gives nothing of what other replicas write: those who read it here are sent away",
  spoilt: "What Redis has of an answer is not what was written there: the answer ends",
  notBegun: "Redis refuses to begin an answer",
  back: "Redis is there",
};
