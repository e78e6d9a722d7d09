import { Client } from "./client.ts";

/** Opens this many connections, not all at once: a server's queue of new ones is short. */
export async function openMany(count: number, port: number): Promise<Client[]> {
  const clients: Client[] = [];
  while (clients.length < count) {
    const batch = Math.min(100, count - clients.length);
    clients.push(...(await Promise.all(Array.from({ length: batch }, () => Client.open(port)))));
  }
  return clients;
}
