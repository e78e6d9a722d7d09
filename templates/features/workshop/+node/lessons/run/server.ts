import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Running } from "./check.ts";
import { extension, folder, root } from "./project.ts";

/** What Node needs before the project's entry. */
const command =
  extension === ".ts"
    ? ["--import", pathToFileURL(join(folder, "types.js")).href, "src/index.ts"]
    : ["src/index.js"];

/** What has made a server end, without what Node says of its own insides. */
const faultIn = (output: string): string =>
  output
    .split("\n")
    .filter(
      (line) => !(line.startsWith("    at ") && line.includes("node:")) && !line.startsWith("Node.js v"),
    )
    .join("\n")
    .trim();

/**
 * Starts the project's server in a process of its own, with these variables.
 * Rejects, with what it has written, where it ends before it listens.
 */
export async function startServer(env: Record<string, string>): Promise<Running & { page: string }> {
  const child = spawn(process.execPath, command, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: "pipe",
  });
  let output = "";
  const address = new Promise<string>((resolve, reject) => {
    const read = (text: string) => {
      // What a handler prints by the thousand is not kept.
      output = (output + text).slice(-4000);
      const [found] = /https?:\/\/\S+/.exec(output) ?? [];
      if (found) resolve(found);
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", read);
    child.on("close", () => reject(new Error(faultIn(output))));
    child.on("error", reject);
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "close");
  };
  const page = await address;
  return { page, url: new URL("chat/completions", page).href, stop };
}
