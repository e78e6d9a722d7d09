import type { Transport } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { MAX_MESSAGE_BYTES } from "./services.ts";

/** A connection to the brick at `host:port`. */
export const transportTo = (address: string): Transport =>
  createGrpcTransport({ baseUrl: `http://${address}`, readMaxBytes: MAX_MESSAGE_BYTES });
