import { existsFor, featureNames, misfitsOf } from "../features/rules.ts";
import type { OptionValue } from "../options/kinds/kind.ts";
import type { Given } from "../options/resolve.ts";
import {
  type AskedOptionName,
  appliesTo,
  type OptionName,
  type Options,
  optionNames,
  optionTable,
  shownOptionNames,
  specOf,
} from "../options/table.ts";

/** What the questions depend on, besides the answers given so far. */
export interface Surroundings {
  /**
   * Whether the folder exists and holds something.
   * @throws UserError when no project can be made there
   */
  isFull(directory: string): Promise<boolean>;
  /** Whether git is there, and the folder is inside no repository. */
  mayMakeRepository(directory: string): Promise<boolean>;
}

/** A question: about one option, or whether to keep the limits at their defaults (true or false). */
export type Step = AskedOptionName | "limits";

const asked = optionNames.filter(isAsked);
const firstLimit = asked.findIndex((name) => specOf(name).group === "limits");
export const steps: readonly Step[] = asked.toSpliced(firstLimit, 0, "limits" as never);

/** A question with one possible answer is none. */
function isAsked(name: OptionName): name is AskedOptionName {
  return specOf(name).asked === true && shownOptionNames.includes(name);
}

const isLimit = (step: Step): boolean => step !== "limits" && specOf(step).group === "limits";

interface Remembered {
  readonly value: OptionValue;
  /** Whether the user has changed what was proposed. What was not follows the answers before it, should those change. */
  readonly isOwn: boolean;
}

/**
 * Which questions are due, which are answered, and in which order. What was answered once is remembered as the
 * proposal when the question comes again.
 */
export class Interview {
  readonly #given: Given;
  readonly #around: Surroundings;
  readonly #memory = new Map<Step, Remembered>();
  /** The answered questions, the last one at the end. */
  #answered: readonly Step[] = [];

  constructor(given: Given, around: Surroundings) {
    this.#given = given;
    this.#around = around;
  }

  /** How many questions are answered. */
  get count(): number {
    return this.#answered.length;
  }

  /** The question that was answered last. */
  get last(): Step | undefined {
    return this.#answered.at(-1);
  }

  /** What the user has put in the place of the proposal the last time that the question came. */
  remembered(step: Step): OptionValue | undefined {
    const { value, isOwn } = this.#memory.get(step) ?? {};
    return isOwn ? value : undefined;
  }

  answer(step: Step, value: OptionValue, proposal?: OptionValue): void {
    this.#memory.set(step, { value, isOwn: JSON.stringify(value) !== JSON.stringify(proposal) });
    this.#answered = [...this.#answered.filter((other) => other !== step), step];
  }

  /** Makes the question that was answered last the next one again. */
  goBack(): void {
    this.#answered = this.#answered.slice(0, -1);
  }

  /** Makes one of the answered questions the next one again. @returns what takes all back to before that */
  reopen(step: Step): () => void {
    const answered = this.#answered;
    const memory = new Map(this.#memory);
    this.#answered = answered.filter((other) => other !== step);
    return () => {
      this.#answered = answered;
      for (const [name, remembered] of memory) this.#memory.set(name, remembered);
    };
  }

  /** The next question, or undefined when all are answered. */
  async next(): Promise<Step | undefined> {
    for (const step of steps) {
      const isOpen = !this.#answered.includes(step) || !this.#fits(step);
      if (isOpen && (await this.#isDue(step))) return step;
    }
    return undefined;
  }

  /** The answered questions that have a say in the project, in the order of the table. */
  async relevant(): Promise<Step[]> {
    const relevant: Step[] = [];
    for (const step of steps) {
      if (this.#answered.includes(step) && (await this.#isDue(step))) relevant.push(step);
    }
    return relevant;
  }

  /** What was given, and what was answered otherwise than proposed. */
  async result(): Promise<Given> {
    const own = (await this.relevant())
      .filter((step) => step !== "limits")
      .map((step) => [step, this.remembered(step)] as const)
      .filter(([, value]) => value !== undefined);
    return { ...this.#given, ...Object.fromEntries(own) };
  }

  async #isDue(step: Step): Promise<boolean> {
    if (step === "limits") return steps.some((other) => isLimit(other) && !this.#isGiven(other));
    // Even where nobody is to be asked: the folder may be one that can't be taken.
    if (step === "ifExists")
      return (await this.#around.isFull(this.#valueOf("directory"))) && !this.#isGiven(step);
    if (this.#isGiven(step)) return false;
    // What is to be started needs its packages.
    if (step === "install" && this.#given.verify) return false;
    if (step === "git") return this.#around.mayMakeRepository(this.#valueOf("directory"));
    if (isLimit(step))
      return this.#answered.includes("limits") && this.#memory.get("limits")?.value === false;
    if (step === "features") return featureNames.some((name) => existsFor(name, this.#valueOf("framework")));
    return appliesTo(step, this.#valueOf("framework"));
  }

  /** Whether an answer still goes together with those that were changed since. */
  #fits(step: Step): boolean {
    if (step !== "features") return true;
    const chosen = (this.remembered(step) ?? []) as Options["features"];
    return misfitsOf(chosen, this.#valueOf("framework")).length === 0;
  }

  #isGiven(step: Step): boolean {
    return step !== "limits" && this.#given[step] !== undefined;
  }

  #valueOf<Name extends "directory" | "framework">(name: Name): NonNullable<Given[Name]> {
    const answered = this.#answered.includes(name) ? this.#memory.get(name)?.value : undefined;
    return (this.#given[name] ?? answered ?? optionTable[name].default) as NonNullable<Given[Name]>;
  }
}
