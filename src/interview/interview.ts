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

/** What a question is about: one option, or whether to keep the limits at their defaults (true or false). */
export type Topic = AskedOptionName | "limits";

const asked = optionNames.filter(isAsked);
const firstLimit = asked.findIndex((name) => specOf(name).group === "limits");
export const topics: readonly Topic[] = asked.toSpliced(firstLimit, 0, "limits" as never);

/** A question with one possible answer is none. */
function isAsked(name: OptionName): name is AskedOptionName {
  return specOf(name).asked === true && shownOptionNames.includes(name);
}

const isLimit = (topic: Topic): boolean => topic !== "limits" && specOf(topic).group === "limits";

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
  readonly #memory = new Map<Topic, Remembered>();
  /** The answered questions, the last one at the end. */
  #answered: readonly Topic[] = [];

  constructor(given: Given, around: Surroundings) {
    this.#given = given;
    this.#around = around;
  }

  /** How many questions are answered. */
  get count(): number {
    return this.#answered.length;
  }

  /** The question that was answered last. */
  get last(): Topic | undefined {
    return this.#answered.at(-1);
  }

  /** What the user has put in the place of the proposal the last time that the question came. */
  remembered(topic: Topic): OptionValue | undefined {
    const { value, isOwn } = this.#memory.get(topic) ?? {};
    return isOwn ? value : undefined;
  }

  answer(topic: Topic, value: OptionValue, proposal?: OptionValue): void {
    this.#memory.set(topic, { value, isOwn: JSON.stringify(value) !== JSON.stringify(proposal) });
    this.#answered = [...this.#answered.filter((other) => other !== topic), topic];
  }

  /** Makes the question that was answered last the next one again. */
  goBack(): void {
    this.#answered = this.#answered.slice(0, -1);
  }

  /** Makes one of the answered questions the next one again. @returns what takes all back to before that */
  reopen(topic: Topic): () => void {
    const answered = this.#answered;
    const memory = new Map(this.#memory);
    this.#answered = answered.filter((other) => other !== topic);
    return () => {
      this.#answered = answered;
      for (const [name, remembered] of memory) this.#memory.set(name, remembered);
    };
  }

  /** The next question, or undefined when all are answered. */
  async next(): Promise<Topic | undefined> {
    for (const topic of topics) {
      const isOpen = !this.#answered.includes(topic) || !this.#fits(topic);
      if (isOpen && (await this.#isDue(topic))) return topic;
    }
    return undefined;
  }

  /** The answered questions that have a say in the project, in the order of the table. */
  async relevant(): Promise<Topic[]> {
    const relevant: Topic[] = [];
    for (const topic of topics) {
      if (this.#answered.includes(topic) && (await this.#isDue(topic))) relevant.push(topic);
    }
    return relevant;
  }

  /** What was given, and what was answered otherwise than proposed. */
  async result(): Promise<Given> {
    const own = (await this.relevant())
      .filter((topic) => topic !== "limits")
      .map((topic) => [topic, this.remembered(topic)] as const)
      .filter(([, value]) => value !== undefined);
    return { ...this.#given, ...Object.fromEntries(own) };
  }

  async #isDue(topic: Topic): Promise<boolean> {
    if (topic === "limits") return topics.some((other) => isLimit(other) && !this.#isGiven(other));
    // Even where nobody is to be asked: the folder may be one that can't be taken.
    if (topic === "ifExists")
      return (await this.#around.isFull(this.#valueOf("directory"))) && !this.#isGiven(topic);
    if (this.#isGiven(topic)) return false;
    // What is to be started needs its packages.
    if (topic === "install" && this.#given.verify) return false;
    if (topic === "git") return this.#around.mayMakeRepository(this.#valueOf("directory"));
    if (isLimit(topic))
      return this.#answered.includes("limits") && this.#memory.get("limits")?.value === false;
    if (topic === "features") return featureNames.some((name) => existsFor(name, this.#valueOf("framework")));
    return appliesTo(topic, this.#valueOf("framework"));
  }

  /** Whether an answer still goes together with those that were changed since. */
  #fits(topic: Topic): boolean {
    if (topic !== "features") return true;
    const chosen = (this.remembered(topic) ?? []) as Options["features"];
    return misfitsOf(chosen, this.#valueOf("framework")).length === 0;
  }

  #isGiven(topic: Topic): boolean {
    return topic !== "limits" && this.#given[topic] !== undefined;
  }

  #valueOf<Name extends "directory" | "framework">(name: Name): NonNullable<Given[Name]> {
    const answered = this.#answered.includes(name) ? this.#memory.get(name)?.value : undefined;
    return (this.#given[name] ?? answered ?? optionTable[name].default) as NonNullable<Given[Name]>;
  }
}
