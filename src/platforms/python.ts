import { featureLayers } from "../features/rules.ts";
import { handlerOf, layersOf } from "../handlers/index.ts";
import { activateCommand } from "../report/activate.ts";
import { quote, shellOf } from "../shell.ts";
import type { Platform } from "./platform.ts";

export const python: Platform = {
  name: "python",
  hasWorkspaces: false,
  // hatchling takes `$` and braces for what it has to fill in; up to Python 3.12, so does `activate` with the others.
  misread: /["$`{}]/,
  layers: ({ handler, features }) => ["page", "python", ...layersOf(handler), ...featureLayers(features)],
  facts: ({ features, handler, application }) => [
    "python",
    ...features,
    ...(handlerOf(handler).layers ?? []),
    ...(application ? ["application"] : []),
  ],
  commands(_options, io) {
    const shell = shellOf(io);
    const packages = `-m pip install -e ${quote(".[dev]", shell)}`;
    if (io.platform === "win32") {
      // Without activating: by default, PowerShell refuses to run the script for that.
      const python = shell === "posix" ? ".venv/Scripts/python" : ".venv\\Scripts\\python";
      return { install: ["py -3 -m venv .venv", `${python} ${packages}`], start: [`${python} server.py`] };
    }
    const activate = activateCommand(io);
    return {
      install: ["python3 -m venv .venv", activate, `python ${packages}`],
      start: [activate, "python server.py"],
    };
  },
  production: (_options, folder) => ({
    exec: `${folder}/.venv/bin/python server.py`,
    production: "LLMBRICK_DEBUG_MODE=false",
  }),
  async installer(_options, folder, io) {
    const { pythonInstall, runInstall } = await import("../effects/install-python.ts");
    const commands = await pythonInstall(io, folder);
    return {
      title: commands.map((command) => command.join(" ")).join(" && "),
      install: (onLine) => runInstall(io, folder, commands, onLine),
    };
  },
  async programs(options, folder, io) {
    const { pythonPrograms } = await import("../effects/verify/programs.ts");
    return pythonPrograms(options, folder, io);
  },
};
