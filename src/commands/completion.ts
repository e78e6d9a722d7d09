import type { CommandReport, Run } from "./command.ts";
import { bashScript } from "./completion/bash.ts";
import { fishScript } from "./completion/fish.ts";
import { powershellScript } from "./completion/powershell.ts";
import type { Shell } from "./completion/shells.ts";
import { vocabulary } from "./completion/vocabulary.ts";
import { zshScript } from "./completion/zsh.ts";

const scripts = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  powershell: powershellScript,
} satisfies Record<Shell, unknown>;

/** Prints a script that lets a shell complete the command line of this program. */
export function completion({ line, t, commands }: Run): CommandReport {
  // The words were checked when they were read.
  const script = scripts[line.operand as Shell];
  return { exitCode: 0, text: script(vocabulary(commands, t)) };
}
