import { Client } from "./client.ts";
import type { FaultKind, ProxyProgram, ProxySettings } from "./proxies.ts";
import { slowServer } from "./slow-server.ts";

/** How long an event or a heartbeat may be on its way, in milliseconds. */
const LIMIT = 250;
/** For what has to come, but need not be quick. */
const PATIENCE = 10_000;
/** For the first byte of a request whose end is held back. */
const HEAD_LIMIT = 3000;
/** More than a proxy takes, unless it is told to. */
const LARGE = 2_000_000;

const FRAMES = ['data: {"text":"a"}\n\n', ": keep-alive\n\n", 'data: {"text":"b"}\n\n', ": keep-alive\n\n"];

/**
 * Streams through a proxy. Waits for each event and each heartbeat before it sends the next, so that none can push
 * another one on.
 * @throws Error that names the directive which is to blame
 */
export async function prove(
  proxy: ProxyProgram,
  { path, ...settings }: Omit<ProxySettings, "upstream"> & { readonly path: string },
): Promise<{ encoding: string | undefined }> {
  const fault = (kind: FaultKind, what: string) => new Error(`${what}. See ${proxy.guilty[kind]}`);
  const server = await slowServer();
  const url = new URL(path, await proxy.start({ ...settings, upstream: server.port }));
  const open = () => new Client(url, settings.http2);
  const answer = async (client: Client) => {
    client.end("{}");
    const exchange = await server.nextExchange();
    exchange.request.resume();
    exchange.response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
    exchange.response.flushHeaders();
    return exchange;
  };

  const client = open();
  const { request, response } = await answer(client);
  if (request.url !== path) throw new Error(`${path} came as ${request.url}`);
  if (request.headers.host !== url.host) throw fault("host", `${url.host} came as ${request.headers.host}`);
  for (const frame of FRAMES) {
    response.write(frame);
    if (!(await client.hears(frame, LIMIT)))
      throw fault("late", `${JSON.stringify(frame)} did not come within ${LIMIT} ms`);
  }
  response.end();
  if ((await client.ended(PATIENCE)) !== "whole") throw new Error("A whole answer did not end as one");

  const other = open();
  const { response: cut } = await answer(other);
  cut.write(FRAMES[0]);
  await other.hears(FRAMES[0] ?? "", PATIENCE);
  cut.destroy();
  if (proxy.guilty.cut && (await other.ended(PATIENCE)) !== "cut")
    throw fault("cut", "A cut answer looks like a whole one");

  const large = open();
  large.write("x".repeat(LARGE));
  const upload = await Promise.race([
    server.nextExchange(),
    large.status(HEAD_LIMIT).then((status) => {
      if (status === 413) throw fault("size", "A large request is refused");
      throw fault("body", "A request does not come before it is whole");
    }),
  ]);
  upload.request.resume();
  large.end("");
  upload.response.end();
  await large.ended(PATIENCE);
  return { encoding: client.encoding };
}
