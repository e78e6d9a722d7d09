import { once } from "node:events";
import { type ClientHttp2Session, connect } from "node:http2";
import { systemCode } from "../errors.ts";

/** A message of gRPC without any field: a flag for no compression, and a length of 0. */
const EMPTY_MESSAGE = Buffer.alloc(5);

/** gRPC's code for a method that nobody implements: the answer of a service that tells nothing of itself. */
const UNIMPLEMENTED = 12;

/** Asks a service over gRPC what it is. See `Io.tryBrick`. */
export async function tryBrick(
  address: string,
  service: string,
  seconds: number,
): Promise<string | undefined> {
  const signal = AbortSignal.timeout(seconds * 1000);
  const session = connect(`http://${address}`);
  try {
    const status = await statusOf(session, `/${service}/GetServiceInfo`, signal);
    return status === 0 || status === UNIMPLEMENTED ? undefined : `gRPC ${status}`;
  } catch (error) {
    return signal.aborted ? "ETIMEDOUT" : (systemCode(error) ?? String(error));
  } finally {
    session.destroy();
  }
}

/** The status of a call: it stands in the trailers, or in the headers of a reply without a message. */
async function statusOf(session: ClientHttp2Session, path: string, signal: AbortSignal): Promise<number> {
  const closed = once(session, "close", { signal });
  const stream = session.request({
    ":method": "POST",
    ":path": path,
    "content-type": "application/grpc",
    te: "trailers",
  });
  // Why it fails, the session tells.
  stream.on("error", () => {}).once("close", () => session.close());
  const statuses: unknown[] = [];
  for (const event of ["response", "trailers"])
    stream.on(event, (headers: Record<string, unknown>) => statuses.push(headers["grpc-status"]));
  stream.resume().end(EMPTY_MESSAGE);
  await closed;
  const status = statuses.find((each) => each !== undefined);
  if (status === undefined) throw new Error("no gRPC");
  return Number(status);
}
