import { basename } from "node:path";
import type { Io } from "../io.ts";

const ACTIVATE = new Map([
  ["bash", "source .venv/bin/activate"],
  ["zsh", "source .venv/bin/activate"],
  ["fish", "source .venv/bin/activate.fish"],
  ["csh", "source .venv/bin/activate.csh"],
  ["tcsh", "source .venv/bin/activate.csh"],
  ["pwsh", ".venv/bin/Activate.ps1"],
]);

/** The command that makes a project's Python environment the one in use, in the user's shell on a POSIX system. */
export function activateCommand({ env }: Pick<Io, "env">): string {
  return ACTIVATE.get(basename(env.SHELL ?? "")) ?? ". .venv/bin/activate";
}
