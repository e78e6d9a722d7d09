import { Cancelled, UserError } from "../errors.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import { type Given, withDefaults } from "../options/resolve.ts";
import type { OptionName } from "../options/table.ts";
import type { FileChange } from "../plan/changes.ts";
import { saidBy } from "../report/phrase.ts";
import { openTerminal } from "../terminal/open-terminal.ts";
import { BACK, type ChoiceQuestion, type Terminal } from "../terminal/question.ts";
import { Interview, type Surroundings, type Topic } from "./interview.ts";
import { askedAt, proposedAt } from "./questions.ts";
import { fileRows, type Row, rowsOf, tableOf, titlesOf } from "./review.ts";

export interface Around extends Surroundings {
  /**
   * What would happen to each file; undefined when nothing is to be written, so that there is nothing to agree to.
   * @throws UserError when they can't be written
   */
  readonly preview: ((answers: Given) => Promise<readonly FileChange[]>) | undefined;
}

interface Run {
  readonly given: Given;
  readonly io: Io;
  readonly t: Messages;
  readonly around: Around;
  readonly interview: Interview;
  readonly terminal: Terminal;
}

/**
 * Asks in the terminal for what was not given, then shows all that was chosen until the user agrees. Escape goes
 * back.
 * @throws Cancelled on Ctrl-C, and when the user does not want the project
 */
export async function ask(given: Given, io: Io, t: Messages, around: Around): Promise<Given> {
  const interview = new Interview(given, around);
  const run: Run = { given, io, t, around, interview, terminal: openTerminal(io, t) };
  await askAll(run, 0);
  if (interview.count > 0 && around.preview) while (!(await isAgreed(run, around.preview)));
  return interview.result();
}

/**
 * Asks all questions that are due.
 * @param floor the number of answers that stay as they are
 * @returns whether all are answered; else the user went back from the first one
 */
async function askAll(run: Run, floor: number): Promise<boolean> {
  const { interview, terminal } = run;
  let note: string | undefined;
  for (;;) {
    const topic = await nextTopic(run);
    if (topic === undefined) return true;
    if (typeof topic === "object") {
      note = topic.problem;
      goBack(run);
      continue;
    }
    const place = {
      ...run,
      answers: await interview.result(),
      note,
      remembered: interview.remembered(topic),
      canGoBack: interview.count > 0,
    };
    const asked = askedAt(topic, place);
    const answer = await terminal.ask(asked.question);
    note = undefined;
    if (answer !== BACK) {
      const value = asked.read(answer);
      if (topic === "ifExists" && value === "error") throw new Cancelled("SIGINT");
      interview.answer(topic, value, proposedAt(topic, place));
    } else if (interview.count === floor) return false;
    else goBack(run);
  }
}

/** The next question; or what is wrong with the folder that was named just now. */
async function nextTopic({ interview, t }: Run): Promise<Topic | undefined | { problem: string }> {
  try {
    return await interview.next();
  } catch (error) {
    if (error instanceof UserError && interview.last === "directory") return { problem: saidBy(error, t) };
    throw error;
  }
}

function goBack({ interview, terminal }: Run): void {
  interview.goBack();
  terminal.takeBack();
}

/**
 * Shows all that was chosen, and what keeps it from being written.
 * @returns whether the user wants it so; else something was changed, or put right
 */
async function isAgreed(run: Run, preview: NonNullable<Around["preview"]>): Promise<boolean> {
  const { interview, terminal, io, t, given } = run;
  const answers = await interview.result();
  const options = withDefaults(answers, io);
  const answered = await interview.relevant();
  const rows = rowsOf([...(Object.keys(given) as OptionName[]), ...answered], options, t);
  const changes = await changesOr(preview(answers));
  const fault = changes instanceof UserError ? saidBy(changes, t) : undefined;
  const files = changes instanceof UserError ? [] : fileRows(changes, t);
  terminal.show(`\n${t.review.title}\n${tableOf([...rows, ...files], terminal.width)}\n`);
  const { question, create, blocked, again, change, cancel } = t.review;
  const [message, first] = fault === undefined ? [question, create] : [blocked, again];
  const answer = await terminal.ask({ ...choice(message, [first, change, cancel]), note: fault });
  if (answer === 0 && fault === undefined) return true;
  if (answer === 2) throw new Cancelled("SIGINT");

  terminal.takeBack();
  if (answer === 0) return false;
  if (answer === BACK) {
    goBack(run);
    await askAll(run, 0);
  } else {
    await changeOne(
      run,
      rows.filter(({ name }) => answered.includes(name as Topic)),
    );
  }
  return false;
}

/** What happens to the files, or why nothing can: with all questions answered, that is no reason to end the run. */
async function changesOr(preview: Promise<readonly FileChange[]>) {
  try {
    return await preview;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/**
 * Asks one of the questions again, and what follows from its answer. Who goes back from it keeps the former
 * answers.
 */
async function changeOne(run: Run, rows: readonly Row[]): Promise<void> {
  const which = await run.terminal.ask(choice(run.t.review.which, titlesOf(rows)));
  const row = which === BACK ? undefined : rows[which];
  if (row === undefined) return;
  const restore = run.interview.reopen(row.name as Topic);
  const isChanged = await askAll(run, run.interview.count);
  if (!isChanged) restore();
}

/** A question whose answer shows in what comes next. */
function choice(message: string, titles: readonly string[]): ChoiceQuestion {
  const choices = titles.map((title) => ({ title }));
  return { kind: "choice", message, choices, initial: 0, canGoBack: true, isPassing: true };
}
