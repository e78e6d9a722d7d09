import { inspect } from "node:util";
import { readAnswers } from "./answers/answers.ts";
import { type CommandLine, parseCommandLine } from "./command-line/flags.ts";
import { helpWidth } from "./command-line/help.ts";
import { refuseLostFlags } from "./command-line/lost-flags.ts";
import type { CommandReport, Run } from "./commands/command.ts";
import { loadCommand, syntaxes } from "./commands/table.ts";
import { languageOf } from "./i18n/language.ts";
import { messagesIn } from "./i18n/messages.ts";
import type { Io } from "./io.ts";
import { readGiven } from "./options/resolve.ts";
import { addError, newOutcome } from "./report/outcome.ts";
import { report } from "./report/report.ts";
import { version } from "./version.ts";

/**
 * Runs the command line, from its words to its report.
 * @returns the exit code
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  // All that is known of a line that can't be read.
  let run = await newRun(
    { given: {}, controls: argv.includes("--json") ? { json: "true" } : {}, positionals: [], problems: [] },
    io,
  );
  let said: CommandReport | undefined;
  try {
    run = await newRun(parseCommandLine(argv, syntaxes), io);
    const { version: wantsVersion, help: wantsHelp } = run.line.controls;
    if (wantsVersion || wantsHelp) {
      io.stdout.write(`${wantsVersion ? version : await helpText(run)}\n`);
      return 0;
    }
    run = await withGiven(run);
    const command = await loadCommand(run.line.command);
    said = await command(run);
  } catch (error) {
    addError(run.outcome, error);
    showStack(error, run);
  }
  return report(run, said);
}

async function newRun(line: CommandLine, io: Io): Promise<Run> {
  return {
    io,
    line,
    given: {},
    t: await messagesIn(languageOf([line.given.lang], io)),
    outcome: newOutcome("dryRun" in line.controls || "diff" in line.controls),
    // Standard output is the document's alone.
    human: line.controls.json ? io.stderr : io.stdout,
    commands: syntaxes,
  };
}

/** The run with the options that are given on its command line and in its answers, in the language that those ask for. */
async function withGiven(run: Run): Promise<Run> {
  const { io, line } = run;
  refuseLostFlags(line, io);
  // Where a command takes none, that is one of the faults of its line.
  const source = line.command === undefined ? line.controls.answers : undefined;
  const answers = source === undefined ? undefined : await readAnswers(io, source);
  // What is wrong with the answers is told in their language.
  run.t = await messagesIn(languageOf([line.given.lang, answers?.values.lang], io));
  return { ...run, given: await readGiven(line, answers, io) };
}

async function helpText({ line, io }: Run): Promise<string> {
  const texts = await io.readHelp();
  const layouts = texts[languageOf([line.given.lang], io)][line.command ?? "create"];
  return layouts?.[helpWidth(io.stdout.columns)] ?? "";
}

/** For those who look for the fault in this program itself. */
function showStack(error: unknown, { line, io }: Run): void {
  if (line.controls.debugCli || io.env.DEBUG) io.stderr.write(`${inspect(error)}\n`);
}
