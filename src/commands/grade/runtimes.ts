import * as nodeModule from "node:module";
import { join } from "node:path";
import type { Io } from "../../io.ts";
import { isWithin } from "../../path-of.ts";
import type { BenchName } from "./bench.ts";
import type { Runtime } from "./rerun.ts";
import type { Language } from "./submission.ts";

/** Why handlers of a language can't be run here. */
export type Lack = "asRoot" | "noFork" | "noPython" | "noTypes";

export const benchOf = (language: Language): BenchName => (language === "py" ? "python" : "node");

/** Node's own name for it, from 22.13 on. */
const PERMISSION = process.allowedNodeEnvironmentFlags.has("--permission")
  ? "--permission"
  : "--experimental-permission";

/** From the version on that keeps a program from the network by itself. */
const NETWORK = process.allowedNodeEnvironmentFlags.has("--allow-net") ? ["--allow-net"] : [];

const STARTS_ANOTHER = `process.exitCode = require("node:child_process").spawnSync(process.execPath, ["-v"]).status`;

/** A handler on Node may read its own folder, and neither write nor start nor end anything, on any system. */
const onNode = (toJavaScript: (code: string) => string): Runtime => ({
  // It keeps what comes of answers without an end.
  command: [process.execPath, "--max-old-space-size=400", "lessons/grade.js"],
  needs: { places: [process.execPath], tasks: 64, trial: [process.execPath, "-e", STARTS_ANOTHER] },
  flags: (folder) => [
    PERMISSION,
    `--allow-fs-read=${join(folder, "/")}*`,
    ...NETWORK,
    "--max-old-space-size=256",
    "--no-warnings",
  ],
  put(lesson, code, bench) {
    const handler = `handler-${lesson}.js`;
    const index = String(bench.files.get("src/index.js")).replace("./handler.js", `./${handler}`);
    const entry = `src/start-${lesson}.js`;
    const start = `import "../lessons/alone.js";\n${index}`;
    return { files: { [`src/${handler}`]: toJavaScript(code), [entry]: start }, entry };
  },
  putOther(path, code) {
    if (/\.js(?:on)?$/.test(path)) return [path, code];
    return path.endsWith(".ts") ? [path.replace(/ts$/, "js"), toJavaScript(code)] : undefined;
  },
});

/** A Python that has what a project of it installs, and where it has it. */
interface Python {
  readonly program: string;
  readonly places: readonly string[];
}

/** What a project's server imports. */
const IMPORTS = "import httpx, llmbrick.servers.sse.server, uvicorn";

// Each of its handlers is a fork of one process that has all packages, and may begin some threads of its own.
const onPython = ({ program, places }: Python): Runtime => ({
  command: [program, "-IB", "lessons/grade.py"],
  needs: {
    places,
    tasks: 12,
    trial: [
      program,
      "-IBc",
      `${IMPORTS}, os, sys; pid = os.fork(); sys.exit(os.waitpid(pid, 0)[1] if pid else 0)`,
    ],
  },
  flags: () => [],
  put(lesson, code) {
    const entry = `handler-${lesson}.py`;
    return { files: { [entry]: code }, entry };
  },
  // Where nothing but a handler imports from: a module of theirs would take the place of one of the runner's.
  putOther: (path, code) => (path.endsWith(".py") ? [`own/${path}`, code] : undefined),
});

/** Finds what runs handlers of a language on this machine. `untrusted`: the folder of which nothing may run here and now. */
export async function runtimeFor(language: Language, io: Io, untrusted: string): Promise<Runtime | Lack> {
  if (language === "js") return onNode((code) => code);
  if (language === "ts") {
    const { stripTypeScriptTypes } = nodeModule as { stripTypeScriptTypes?: (code: string) => string };
    return stripTypeScriptTypes ? onNode((code) => withoutTypes(code, stripTypeScriptTypes)) : "noTypes";
  }
  if (io.platform === "win32") return "noFork";
  const python = await findPython(io, untrusted);
  return python === undefined ? "noPython" : onPython(python);
}

/** JavaScript of TypeScript, with modules under the names that they have then; what can't be read fails when it runs. */
function withoutTypes(code: string, strip: (code: string) => string): string {
  try {
    return strip(code).replace(/(["']\.{1,2}\/[\w./-]+)\.ts(?=["'])/g, "$1.js");
  } catch {
    return code;
  }
}

/** Looks at the shell's environment, at that of a project that is there, and at the system's Python. */
async function findPython({ env, cwd, run }: Io, untrusted: string): Promise<Python | undefined> {
  const environments = [
    ...(env.VIRTUAL_ENV ? [env.VIRTUAL_ENV] : []),
    ...(isWithin(untrusted, cwd) ? [] : [join(cwd, ".venv")]),
  ];
  // Isolated, it imports nothing from the current folder.
  const script = `${IMPORTS}, json, sys; print(json.dumps([sys.executable, sys.prefix, sys.base_prefix, *filter(None, sys.path)]))`;
  for (const program of [...environments.map((place) => join(place, "bin", "python")), "python3", "python"]) {
    const { status, output } = await run(program, ["-IBc", script], { cwd, env: { PATH: env.PATH } });
    if (status !== "done") continue;
    const [executable = program, ...places]: string[] = JSON.parse(output.trim().split("\n").at(-1) ?? "");
    return { program: executable, places };
  }
  return undefined;
}
