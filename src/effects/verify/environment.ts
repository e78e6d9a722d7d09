import { verifiedWith } from "../../features/rules.ts";
import type { Environment } from "../../io.ts";
import type { Options } from "../../options/table.ts";
import type { FileChange } from "../../plan/changes.ts";

/** What else a generated server reads, beside the variables of its own. */
const SHARED_VARIABLES = ["HOST", "NODE_ENV"];

/**
 * The environment in which the server is what was generated, whatever this machine's variables and a file
 * `.env` say: to the server, an empty variable is one that is not set. It takes a free port, and a key of this run.
 */
export function serverEnvironment(
  env: Environment,
  changes: readonly FileChange[],
  { features }: Pick<Options, "features">,
  apiKey: string,
): Environment {
  const example = changes.find(({ path }) => path === ".env.example")?.content.toString() ?? "";
  const own = Array.from(example.matchAll(/^(?:# )?([A-Z][A-Z\d_]*)=/gm), ([, name = ""]) => name);
  return {
    ...env,
    ...Object.fromEntries([...own, ...SHARED_VARIABLES].map((name) => [name, ""])),
    LLMBRICK_PORT: "0",
    // An empty list of keys stops the start, and those of a file `.env` are not ours to know.
    LLMBRICK_API_KEYS: apiKey,
    // Longer than the handler waits here for its client to leave.
    LLMBRICK_REQUEST_TIMEOUT: "60",
    ...verifiedWith(features),
    // Python would leave its compiled modules in the project.
    PYTHONDONTWRITEBYTECODE: "1",
  };
}

/** The client's environment: no proxy stands between this machine and itself. */
export function clientEnvironment(env: Environment): Environment {
  return { ...env, NO_PROXY: "*", no_proxy: "*" };
}
