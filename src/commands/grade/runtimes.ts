import * as nodeModule from "node:module";
import { join } from "node:path";
import type { Io } from "../../io.ts";
import type { BenchName } from "./bench.ts";
import type { Runtime } from "./rerun.ts";
import type { Language } from "./submission.ts";

/** Why handlers of a language can't be run here. */
export type Lack = "noFork" | "noPython" | "noTypes";

export const benchOf = (language: Language): BenchName => (language === "py" ? "python" : "node");

/** Node's own name for it, from 22.13 on. */
const PERMISSION = process.allowedNodeEnvironmentFlags.has("--permission")
  ? "--permission"
  : "--experimental-permission";

/** A handler on Node may read its own folder, and neither write nor start anything, on any system. */
const onNode = (toJavaScript: (code: string) => string): Runtime => ({
  // It keeps what comes of answers without an end.
  command: [process.execPath, "--max-old-space-size=400", "lessons/grade.js"],
  flags: (folder) => [
    PERMISSION,
    `--allow-fs-read=${join(folder, "/")}*`,
    "--max-old-space-size=256",
    "--no-warnings",
  ],
  put(lesson, code, bench) {
    const handler = `handler-${lesson}.js`;
    const start = String(bench.files.get("src/index.js")).replace("./handler.js", `./${handler}`);
    const entry = `src/start-${lesson}.js`;
    return { files: { [`src/${handler}`]: toJavaScript(code), [entry]: start }, entry };
  },
});

const onPython = (program: string): Runtime => ({
  command: [program, "lessons/grade.py"],
  flags: () => [],
  put(lesson, code) {
    const entry = `handler-${lesson}.py`;
    return { files: { [entry]: code }, entry };
  },
});

/** Finds what runs handlers of a language on this machine. */
export async function runtimeFor(language: Language, io: Io): Promise<Runtime | Lack> {
  if (language === "js") return onNode((code) => code);
  if (language === "ts") {
    const { stripTypeScriptTypes } = nodeModule as { stripTypeScriptTypes?: (code: string) => string };
    return stripTypeScriptTypes ? onNode((code) => withoutTypes(code, stripTypeScriptTypes)) : "noTypes";
  }
  // Each of its handlers is a fork of one process that has all packages.
  if (io.platform === "win32") return "noFork";
  const python = await findPython(io);
  return python === undefined ? "noPython" : onPython(python);
}

/** JavaScript of TypeScript, with the bench's own modules under their names there; what can't be read fails when it runs. */
function withoutTypes(code: string, strip: (code: string) => string): string {
  try {
    return strip(code).replace(/(["']\.{1,2}\/[\w./-]+)\.ts(?=["'])/g, "$1.js");
  } catch {
    return code;
  }
}

/** A Python that has what a project of it installs: the one of the shell, of a project that is there, or the system's. */
async function findPython({ env, cwd, run }: Io): Promise<string | undefined> {
  const places = [...(env.VIRTUAL_ENV ? [env.VIRTUAL_ENV] : []), join(cwd, ".venv")];
  for (const program of [...places.map((place) => join(place, "bin", "python")), "python3", "python"]) {
    const script = "import sys, httpx, llmbrick.servers.sse.server, uvicorn; print(sys.executable)";
    const { status, output } = await run(program, ["-c", script], { cwd, env: { PATH: env.PATH } });
    if (status === "done") return output.trim().split("\n").at(-1);
  }
  return undefined;
}
