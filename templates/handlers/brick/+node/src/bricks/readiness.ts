import { Code, ConnectError } from "@connectrpc/connect";
import type { Route } from "../llmbrick/http/route.ts";
import type { Runtime } from "../llmbrick/http/runtime.ts";
import { addressOf } from "./addresses.ts";
import { clientOf } from "./clients.ts";
import { type BrickName, brickNames } from "./services.ts";

/** Milliseconds that a brick has to answer, and for which what it said holds: anybody may ask for it. */
const PATIENCE = 800;
const VALIDITY = 1_000;

/** The server is not ready while a brick that has an address gives no answer. */
export function watchBricks(runtime: Runtime): Route[] {
  let asked: { at: number; silent: Promise<BrickName[]> } | undefined;
  runtime.parts.push({
    async lacking() {
      if (!asked || performance.now() > asked.at + VALIDITY)
        asked = { at: performance.now(), silent: silentBricks() };
      const bricks = await asked.silent;
      return bricks.length > 0 ? { bricks } : undefined;
    },
    async close() {},
  });
  return [];
}

async function silentBricks(): Promise<BrickName[]> {
  const answers = await Promise.all(
    brickNames.map(async (name) => {
      try {
        if (addressOf(name)) await clientOf(name).getServiceInfo({}, { timeoutMs: PATIENCE });
        return [];
      } catch (error) {
        // Any reply will do: many bricks tell nothing of themselves.
        return ConnectError.from(error).code === Code.Unimplemented ? [] : [name];
      }
    }),
  );
  return answers.flat();
}
