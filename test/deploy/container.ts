import { readFile } from "node:fs/promises";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import { freePort } from "../../src/effects/free-port.ts";
import { startServer } from "../support/server-process.ts";
import { buildah, buildahDone, REMOVAL } from "./base-image.ts";

/** What an image says of how it is run, in Docker's own names. */
interface ImageConfig {
  readonly Env: readonly string[];
  readonly Cmd: readonly string[];
  readonly User: string;
  readonly WorkingDir: string;
  readonly Healthcheck: { readonly Test: readonly string[] };
}

/** As Docker starts a container: a process tree of its own, of which the program is the first, and nothing to write to. */
const START = `
  mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && mount -t proc proc "$0/proc" && exec "$@"`;

/** A container of an image, whose server runs until the end of the test. */
export async function startContainer(image: string) {
  const inspected = JSON.parse(await buildahDone("inspect", "--type", "image", image));
  const config: ImageConfig = inspected.Docker.config;
  const container = await buildahDone("from", "--pull-never", image);
  onTestFinished(async () => void (await buildah("rm", container)), REMOVAL);
  const root = await buildahDone("mount", container);
  const port = await freePort();

  const inRoot = (command: readonly string[], variables: readonly string[]) => [
    ...["chroot", `--userspec=${config.User}`, root],
    ...["env", "--ignore-environment", `--chdir=${config.WorkingDir}`, ...config.Env, ...variables],
    ...command,
  ];
  const variables = (own = port) => ["LLMBRICK_HOST=127.0.0.1", `LLMBRICK_PORT=${own}`];
  const unshare = ["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", START, root];
  const server = startServer("unshare", [...unshare, ...inRoot(config.Cmd, variables())], {});
  const address = await server.nextAddress();

  return {
    address,
    root,
    /** The exit code of the image's own probe, at the server's port or another. */
    async probe(at = port) {
      const [kind, ...command] = config.Healthcheck.Test;
      if (kind !== "CMD") throw new Error(`A shell runs the probe: ${kind}`);
      const [program = "", ...args] = inRoot(command, variables(at));
      return (await execa(program, args, { reject: false })).exitCode;
    },
    /** Its first process, as the machine outside sees it. */
    async firstProcess() {
      const { stdout } = await execa("pgrep", ["--parent", String(server.pid)]);
      const pid = Number(stdout);
      const status = await readFile(`/proc/${pid}/status`, "utf8");
      const field = (name: string) =>
        new RegExp(`^${name}:\\s*(.*)$`, "m").exec(status)?.[1]?.split("\t") ?? [];
      return { pid, own: field("NSpid").at(-1), user: field("Uid")[0] };
    },
    /** Gives how it ends. */
    ended: () => server.ended(),
  };
}
