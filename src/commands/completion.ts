import type { CommandCall, CommandReport } from "./command.ts";
import { bashScript } from "./completion/bash.ts";
import { fishScript } from "./completion/fish.ts";
import { powershellScript } from "./completion/powershell.ts";
import { vocabulary } from "./completion/vocabulary.ts";
import { zshScript } from "./completion/zsh.ts";
import type { Shell } from "./table.ts";

const scripts = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  powershell: powershellScript,
} satisfies Record<Shell, unknown>;

/** Prints a script that lets a shell complete the command line of this program. */
export function completion({ operand, t }: CommandCall): CommandReport {
  // The words were checked when they were read.
  const script = scripts[operand as Shell];
  return { exitCode: 0, text: script(vocabulary(t)) };
}
