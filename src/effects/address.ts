import { join } from "node:path";
import { parseEnv } from "node:util";
import type { Environment, Io } from "../io.ts";
import type { FileChange } from "../plan/changes.ts";
import { MOST_BY_HAND, readOrdinary } from "./ordinary.ts";

/** Where the address is written down, in a Node project and in a Python project. */
const FILES = ["src/config.ts", "src/config.js", "server.py"];

/** The variables that decide where the test page is, and whether there is one. */
export const ADDRESS_VARIABLES = [
  "LLMBRICK_HOST",
  "HOST",
  "LLMBRICK_PORT",
  "PORT",
  "LLMBRICK_SSL_KEYFILE",
  "LLMBRICK_SSL_CERTFILE",
  "LLMBRICK_ENABLE_TEST_PAGE",
  "LLMBRICK_DEBUG_MODE",
  "NODE_ENV",
];

const ENV_FILE = ".env";

/** What of the user's may have a project's server listen elsewhere than was chosen: a variable, or a file. */
export async function addressMover(
  io: Io,
  folder: string,
  changes: readonly FileChange[],
): Promise<string | undefined> {
  const kept = changes.find(({ path, action }) => action === "keep" && FILES.includes(path));
  return kept?.path ?? variableIn(io.env) ?? (await inEnvFile(io, join(folder, ENV_FILE)));
}

/** To the server, a variable that is empty is one that is not set. */
const variableIn = (env: Environment): string | undefined =>
  ADDRESS_VARIABLES.find((name) => (env[name] ?? "").trim() !== "");

async function inEnvFile(io: Io, path: string): Promise<string | undefined> {
  const stats = await io.fs.lstat(path).catch(() => undefined);
  if (!stats) return undefined;
  const text = await readOrdinary(io, path, MOST_BY_HAND).catch(() => undefined);
  // Of what can't be read here, nothing is known.
  const isMover = text === undefined || variableIn(parseEnv(text.toString())) !== undefined;
  return isMover ? ENV_FILE : undefined;
}
