import { basename } from "node:path";
import type { Io } from "../io.ts";

const ACTIVATE: Record<string, string> = {
  fish: "source .venv/bin/activate.fish",
  csh: "source .venv/bin/activate.csh",
  tcsh: "source .venv/bin/activate.csh",
  pwsh: ".venv/bin/Activate.ps1",
};

/** The command that makes a project's Python environment the one in use, in the user's shell. */
export function activateCommand({ platform, env }: Pick<Io, "platform" | "env">): string {
  if (platform !== "win32") return ACTIVATE[basename(env.SHELL ?? "")] ?? "source .venv/bin/activate";
  // Git Bash and its like.
  if (env.MSYSTEM) return "source .venv/Scripts/activate";
  // PowerShell adds the user's own folder to the two that every program is given.
  const isPowerShell = (env.PSModulePath ?? "").split(";").length > 2;
  return isPowerShell ? ".venv\\Scripts\\Activate.ps1" : ".venv\\Scripts\\activate.bat";
}
