import type { Transport } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { MAX_MESSAGE_BYTES } from "./services.ts";
import { traced } from "./traced.ts";

/** A connection to the brick at `host:port`. Its calls belong to the trace of the answer. */
export const transportTo = (address: string): Transport =>
  createGrpcTransport({
    baseUrl: `http://${address}`,
    readMaxBytes: MAX_MESSAGE_BYTES,
    interceptors: [traced],
  });
