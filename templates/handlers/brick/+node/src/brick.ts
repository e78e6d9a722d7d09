import "./llmbrick/config/env.ts";
import { mocks } from "./bricks/mocks.ts";
import { serveBricks } from "./bricks/serve.ts";
import { words } from "./bricks/words.ts";

/** Serves bricks of this project over gRPC, for servers in any language: `BRICK_LISTEN` says where. */
async function main(): Promise<void> {
  const listen = process.env.BRICK_LISTEN?.trim() || "127.0.0.1:50051";
  const [, host = "", port = ""] = /^(.+):(\d{1,5})$/.exec(listen) ?? [];
  if (!host || Number(port) > 65_535) throw new Error(words.badListen(listen));

  const server = await serveBricks(mocks, { host: host.replace(/^\[|\]$/g, ""), port: Number(port) });
  console.log(words.serving(server.address, mocks.map(({ kind }) => kind).join(", ")));
  for (const signal of ["SIGINT", "SIGTERM"])
    process.once(signal, () => server.close().then(() => process.exit()));
}

main().catch((error) => {
  console.error((error as Error).message);
  process.exit(1);
});
