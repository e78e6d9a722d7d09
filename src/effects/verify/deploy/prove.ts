import type { ProxyTrouble, Way } from "../../../phrase.ts";
import { Fault } from "../fault.ts";
import type { BareServer } from "./bare-server.ts";
import { Client } from "./client.ts";
import type { ProxyProgram } from "./proxies.ts";
import type { Address } from "./start-proxy.ts";

/** How long an event or a heartbeat may be on its way, in milliseconds. */
const LIMIT = 250;
/** Milliseconds for what has to come, but need not be quick. */
const PATIENCE = 10_000;
/** Milliseconds for the first byte of a request whose end is held back. */
const HEAD_LIMIT = 3000;
/** Bytes: more than a proxy takes, unless it is told to. */
const LARGE = 2_000_000;

/** Large enough for a proxy that compresses by itself, without being told what. */
const EVENT = `data: {"text":"${"a".repeat(1000)}"}\n\n`;
const HEARTBEAT = ": keep-alive\n\n";

/** Where a proof goes through. */
export interface Passage {
  readonly proxy: ProxyProgram;
  readonly address: Address;
  readonly way: Way;
}

/** What an answer came as. */
export interface Proven {
  readonly encoding: string | undefined;
}

const faultOf = ({ proxy, way }: Passage, trouble: ProxyTrouble) =>
  new Fault(["through", way, trouble, proxy.file, proxy.blame[trouble]]);

/** Makes clients, and closes them when the work is done. */
async function withClients<Result>(
  { address, way: { http2, path } }: Passage,
  work: (open: (headers?: Record<string, string>) => Client) => Promise<Result>,
): Promise<Result> {
  const clients: Client[] = [];
  try {
    return await work((headers) => {
      const client = new Client(new URL(path, address(http2)), http2, headers);
      clients.push(client);
      return client;
    });
  } finally {
    for (const client of clients) client.close();
  }
}

/**
 * Proves that a proxy's configuration passes on what a stream needs, with a server behind it that helps in nothing.
 * Waits for each event and each heartbeat before it sends the next, so that none can push another one on.
 * @throws Fault that names the directive which is to blame
 */
export const proveConfiguration = (passage: Passage, server: BareServer): Promise<Proven> =>
  withClients(passage, async (open) => {
    const answer = async (client: Client) => {
      client.end("{}");
      const exchange = await Promise.race([
        server.nextExchange(),
        client.ended(PATIENCE).then(() => Promise.reject(faultOf(passage, "refused"))),
      ]);
      exchange.request.resume();
      exchange.response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
      exchange.response.flushHeaders();
      return exchange;
    };

    const client = open();
    const { request, response } = await answer(client);
    const { http2, path } = passage.way;
    if (request.url !== path) throw faultOf(passage, "path");
    if (request.headers.host !== passage.address(http2).host) throw faultOf(passage, "host");
    for (const frame of [EVENT, HEARTBEAT, EVENT, HEARTBEAT]) {
      response.write(frame);
      if ((await client.next(LIMIT)) !== frame) throw faultOf(passage, "late");
    }
    response.end();
    if ((await client.ended(PATIENCE)) !== "whole") throw faultOf(passage, "unfinished");

    const other = open();
    const { response: cut } = await answer(other);
    cut.write(EVENT);
    await other.next(PATIENCE);
    cut.destroy();
    const ending = await other.ended(PATIENCE);
    if (passage.proxy.blame.cut && ending !== "cut") throw faultOf(passage, "cut");

    const large = open();
    large.write("x".repeat(LARGE));
    const upload = await Promise.race([
      server.nextExchange(),
      large.status(HEAD_LIMIT).then((status) => {
        throw faultOf(passage, status === 413 ? "size" : "body");
      }),
    ]);
    upload.request.resume();
    large.end("");
    upload.response.end();
    await large.ended(PATIENCE);
    return { encoding: client.encoding };
  });

/** What the generated server is asked, and how it is paced. */
export interface PacedRequest {
  readonly body: object;
  readonly headers: Record<string, string>;
  /** Milliseconds of silence after which a heartbeat comes. */
  readonly heartbeat: number;
}

/**
 * Streams from a generated server whose events bear the time at which they were sent, with a heartbeat between them.
 * @throws Fault where one of them takes too long
 */
export const proveStream = (passage: Passage, { body, headers, heartbeat }: PacedRequest): Promise<Proven> =>
  withClients(passage, async (open) => {
    const client = open(headers);
    client.end(JSON.stringify(body));
    for (let isDone = false; !isDone; ) {
      const frame = await client.next(PATIENCE);
      const event = eventOf(frame);
      if (event === undefined) throw faultOf(passage, (await client.status(0)) === 200 ? "late" : "refused");
      if (Date.now() - event.sent > LIMIT) throw faultOf(passage, "late");
      isDone = event.isDone;
      if (isDone) break;
      const beat = await client.next(event.sent + heartbeat + LIMIT - Date.now());
      if (!beat?.startsWith(":")) throw faultOf(passage, "late");
    }
    if ((await client.ended(PATIENCE)) !== "whole") throw faultOf(passage, "unfinished");
    return { encoding: client.encoding };
  });

/** When an event was sent, and whether it is the last one; undefined where a frame is no such event. */
function eventOf(frame: string | undefined): { sent: number; isDone: boolean } | undefined {
  const [, data] = /^data: ?(\{.*\})$/m.exec(frame ?? "") ?? [];
  if (data === undefined) return undefined;
  const { text, progress } = JSON.parse(data);
  return { sent: Number(text), isDone: progress === "DONE" };
}
