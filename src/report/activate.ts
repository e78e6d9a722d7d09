import { basename } from "node:path";
import type { Io } from "../io.ts";
import { type Shell, shellOf } from "../shell.ts";

const ACTIVATE = new Map([
  ["bash", "source .venv/bin/activate"],
  ["zsh", "source .venv/bin/activate"],
  ["fish", "source .venv/bin/activate.fish"],
  ["csh", "source .venv/bin/activate.csh"],
  ["tcsh", "source .venv/bin/activate.csh"],
  ["pwsh", ".venv/bin/Activate.ps1"],
]);

const ACTIVATE_ON_WINDOWS: Record<Shell, string> = {
  posix: "source .venv/Scripts/activate",
  powershell: ".venv\\Scripts\\Activate.ps1",
  cmd: ".venv\\Scripts\\activate.bat",
};

/** The command that makes a project's Python environment the one in use, in the user's shell. */
export function activateCommand({ platform, env }: Pick<Io, "platform" | "env">): string {
  if (platform === "win32") return ACTIVATE_ON_WINDOWS[shellOf({ platform, env })];
  return ACTIVATE.get(basename(env.SHELL ?? "")) ?? ". .venv/bin/activate";
}
