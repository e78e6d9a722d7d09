import "./llmbrick/config/env.ts";
import { mocks } from "./bricks/mocks.ts";
import { serveBricks } from "./bricks/serve.ts";
import { words } from "./bricks/words.ts";

/** Serves bricks of this project over gRPC, for servers in any language: `BRICK_LISTEN` says where. */
async function main(): Promise<void> {
  const listen = process.env.BRICK_LISTEN?.trim() || "127.0.0.1:50051";
  const [, host = "", port = ""] = /^(\[[\da-f:.]+\]|[\w.-]+):(\d{1,5})$/i.exec(listen) ?? [];
  if (!host || Number(port) > 65_535) throw new Error(words.badListen(listen));

  const place = { host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
  const server = await serveBricks(mocks, place).catch((error: NodeJS.ErrnoException) => {
    throw error.syscall ? new Error(words.cantListen(listen)) : error;
  });
  console.log(words.serving(server.address, mocks.map(({ kind }) => kind).join(", ")));
  for (const signal of ["SIGINT", "SIGTERM"])
    process.once(signal, () => server.close().then(() => process.exit()));
}

main().catch((error) => {
  console.error((error as Error).message);
  process.exit(1);
});
