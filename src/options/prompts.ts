import prompts, { type PromptObject } from "prompts";
import { Cancelled } from "../errors.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import { defaultOf } from "./default-options.ts";
import { modelsText } from "./models-text.ts";
import { allowedValues } from "./problems.ts";
import type { Given } from "./resolve.ts";
import type { ChoiceSpec, OptionSpec } from "./spec.ts";
import {
  type AskedOptionName,
  appliesTo,
  type OptionName,
  optionNames,
  optionTable,
  specOf,
} from "./table.ts";
import { fromText } from "./values.ts";

/** What the questions depend on, besides the answers given so far. */
export interface Surroundings {
  /** Whether the folder exists and holds something. */
  isFull(directory: string): Promise<boolean>;
  /** Whether the folder is inside a git repository. */
  isInRepository(directory: string): Promise<boolean>;
}

/** Asks in the terminal for what was not given. Ctrl-C and Escape cancel the run. */
export async function ask(given: Given, io: Io, t: Messages, around: Surroundings): Promise<Given> {
  const answers: Given = { ...given };
  let changesLimits: boolean | undefined;
  for (const name of optionNames.filter(isAsked)) {
    if (answers[name] !== undefined || !(await isDue(name))) continue;
    const answer = await askOne(questionFor(name, answers, io, t), io);
    Object.assign(answers, { [name]: answer });
    if (name === "ifExists" && answer === "error") throw new Cancelled("SIGINT");
  }
  return answers;

  async function isDue(name: AskedOptionName): Promise<boolean> {
    const { directory = optionTable.directory.default } = answers;
    if (name === "ifExists") return around.isFull(directory);
    if (name === "git") return !(await around.isInRepository(directory));
    if (!appliesTo(name, answers.framework ?? optionTable.framework.default)) return false;
    if (specOf(name).group !== "limits") return true;
    changesLimits ??= !(await askOne({ type: "confirm", message: limitsQuestion(t), initial: true }, io));
    return changesLimits;
  }
}

/** A question with one possible answer is none. */
function isAsked(name: OptionName): name is AskedOptionName {
  const spec: OptionSpec = specOf(name);
  return spec.asked === true && (spec.type !== "choice" || spec.choices.length > 1);
}

type Question = Omit<PromptObject<"answer">, "name">;

function questionFor(name: AskedOptionName, answers: Given, io: Io, t: Messages): Question {
  const spec = specOf(name);
  const message = t.questions[name];
  const initial = defaultOf(name, { env: io.env, target: io.cwd });
  switch (spec.type) {
    case "switch":
      return { type: "confirm", message, initial: initial === true };
    case "choice":
      return {
        type: "select",
        message,
        choices: choicesOf(name, answers).map((value) => ({ value, title: titleOf(value, t) })),
        initial: choicesOf(name, answers).indexOf(String(initial)),
      };
    default:
      return {
        type: "text",
        message,
        initial: typeof initial === "object" ? modelsText(initial) : String(initial),
        validate: (text: string) =>
          "value" in fromText(name, text) || t.problems.tryAgain(allowedValues(name, t)),
        format: (text: string) => readValue(name, text),
      };
  }
}

/** A framework is not on offer when what was given says nothing about its projects. */
function choicesOf(name: AskedOptionName, answers: Given): readonly string[] {
  if (name !== "framework") return (specOf(name) as ChoiceSpec).choices;
  const given = Object.keys(answers) as OptionName[];
  return optionTable.framework.choices.filter((framework) =>
    given.every((option) => appliesTo(option, framework)),
  );
}

/** The text is valid: the prompt has checked it. */
function readValue(name: OptionName, text: string) {
  const checked = fromText(name, text);
  return "value" in checked ? checked.value : undefined;
}

function titleOf(value: string, t: Messages): string {
  return (t.titles as Record<string, string>)[value] ?? value;
}

function limitsQuestion(t: Messages): string {
  return t.questions.limits(
    optionTable.maxMessageLength.default,
    optionTable.maxMessagesCount.default,
    optionTable.requestTimeout.default,
    optionTable.maxConcurrentConnections.default,
  );
}

async function askOne(question: Question, io: Io) {
  io.signal.throwIfAborted();
  // A signal, or the end of the terminal, ends the question as Ctrl-C does, which also restores the terminal.
  const pressCtrlC = () => io.stdin.emit("keypress", undefined, { name: "c", ctrl: true });
  io.signal.addEventListener("abort", pressCtrlC);
  io.stdin.once("end", pressCtrlC);
  // Where standard output goes into a file, the questions would be lost in it.
  const stdout = io.stdout.isTTY ? io.stdout : io.stderr;
  try {
    const { answer } = await prompts(
      { ...question, name: "answer", stdin: io.stdin, stdout },
      {
        onCancel: () => {
          io.signal.throwIfAborted();
          throw new Cancelled("SIGINT");
        },
      },
    );
    return answer;
  } finally {
    io.signal.removeEventListener("abort", pressCtrlC);
    io.stdin.off("end", pressCtrlC);
  }
}
