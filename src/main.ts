import { inspect } from "node:util";
import { readAnswers } from "./answers/answers.ts";
import { type CommandLine, parseCommandLine } from "./command-line/flags.ts";
import { helpWidth } from "./command-line/help.ts";
import { refuseLostFlags } from "./command-line/lost-flags.ts";
import { languageOf } from "./i18n/language.ts";
import { messagesIn } from "./i18n/messages.ts";
import type { Io } from "./io.ts";
import { readGiven } from "./options/resolve.ts";
import { addError, exitCodeOf, newOutcome } from "./report/outcome.ts";
import { closingText, errorText } from "./report/text.ts";
import { type Run, scaffold } from "./scaffold.ts";
import { version } from "./version.ts";

/**
 * Runs the command line, from its words to its report.
 * @returns the exit code
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  // All that is known of a line that can't be read.
  let line: CommandLine = {
    given: {},
    controls: argv.includes("--json") ? { json: "true" } : {},
    positionals: [],
    problems: [],
  };
  let run = await newRun(line, io);
  try {
    line = parseCommandLine(argv);
    run = await newRun(line, io);
    if (line.controls.version) {
      io.stdout.write(`${version}\n`);
      return 0;
    }
    if (line.controls.help) {
      const texts = await io.readHelp();
      const lang = languageOf([line.given.lang], io);
      io.stdout.write(`${texts[lang][helpWidth(io.stdout.columns)]}\n`);
      return 0;
    }
    if (line.command) {
      const { runCommand } = await import("./commands/run.ts");
      return await runCommand(line.command, line, run);
    }
    await story(run, line);
  } catch (error) {
    addError(run.outcome, error, run.t);
    showStack(error, line, io);
  }
  await report(run, line);
  return exitCodeOf(run.outcome);
}

async function newRun(line: CommandLine, io: Io): Promise<Run> {
  return {
    io,
    t: await messagesIn(languageOf([line.given.lang], io)),
    outcome: newOutcome(line.controls.dryRun !== undefined),
    // Standard output is the document's alone.
    human: line.controls.json ? io.stderr : io.stdout,
  };
}

async function story(run: Run, line: CommandLine): Promise<void> {
  const { io } = run;
  refuseLostFlags(line, io, run.t);
  const { answers: source } = line.controls;
  const answers = source === undefined ? undefined : await readAnswers(io, source, run.t);
  run.t = await messagesIn(languageOf([line.given.lang, answers?.values.lang], io));
  const given = await readGiven(line, answers, io, run.t);
  await scaffold(run, given, { asks: mayAsk(line, io) });
}

/** Nobody is asked who can't answer, who would not see the question, or who has said not to. */
function mayAsk({ controls }: CommandLine, io: Io): boolean {
  const isCi = !["", "0", "false"].includes(io.env.CI ?? "");
  const isTold = controls.yes || controls.json || controls.answers === "-";
  if (isCi || isTold || !io.stdin.isTTY) return false;
  return io.stdout.isTTY || io.stderr.isTTY;
}

async function report({ io, t, outcome, human }: Run, line: CommandLine): Promise<void> {
  if (outcome.errors.length > 0) io.stderr.write(`${errorText(outcome, io, t)}\n`);
  else if (!outcome.dryRun) human.write(`${closingText(outcome, io, t)}\n`);
  if (line.controls.json) {
    const { jsonReport } = await import("./report/json.ts");
    io.stdout.write(jsonReport(outcome, io, t));
  }
}

/** For those who look for the fault in this program itself. */
function showStack(error: unknown, { controls }: CommandLine, io: Io): void {
  const isWanted = controls.debugCli || io.env.DEBUG;
  if (isWanted) io.stderr.write(`${inspect(error)}\n`);
}
