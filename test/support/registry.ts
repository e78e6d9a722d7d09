import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { runServer } from "verdaccio";
import { afterAll } from "vitest";
import { bareEnv } from "./program.ts";

/**
 * Starts an npm registry that is empty and asks no other one, with its storage in the folder. It ends after the
 * tests of the file. Gives its address.
 */
export async function startRegistry(folder: string): Promise<string> {
  const server: Server = await runServer({
    configPath: join(folder, "config.yaml"),
    storage: join(folder, "storage"),
    auth: { htpasswd: { file: join(folder, "htpasswd") } },
    uplinks: {},
    packages: { "**": { access: "$all", publish: "$all" } },
    web: { enable: false },
    log: { type: "stdout", format: "json", level: "fatal" },
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterAll(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Publishes a packed package as its author would; `folder` becomes the author's home. */
export async function publish(tarball: string, registry: string, folder: string): Promise<void> {
  const settings = {
    npm_config_registry: registry,
    // The registry lets anybody publish, but npm will not ask it without a token.
    [`npm_config_${registry.replace("http:", "")}:_authToken`]: "anybody",
  };
  await execa("npm", ["publish", tarball], {
    cwd: folder,
    env: { ...bareEnv, HOME: folder, ...settings },
    extendEnv: false,
  });
}
