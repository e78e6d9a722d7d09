/** Text, one of a few things, or any of them. */
export type Question = TextQuestion | ChoiceQuestion | SetQuestion;

interface CommonQuestion {
  readonly message: string;
  /** What is wrong with the answer that was given before. */
  readonly note?: string | undefined;
  /** Whether there is a question to go back to. */
  readonly canGoBack: boolean;
  /** Whether the answered question stays on the screen. */
  readonly isPassing?: boolean;
}

export interface TextQuestion extends CommonQuestion {
  readonly kind: "text";
  /** The answer of who types nothing. */
  readonly initial: string;
  /** What is wrong with a text, in words, or undefined. */
  problemWith(text: string): string | undefined;
}

export interface ChoiceQuestion extends CommonQuestion {
  readonly kind: "choice";
  readonly choices: readonly Choice[];
  /** The index of the choice of who chooses nothing. */
  readonly initial: number;
  /** All choices on one line. */
  readonly isInline?: boolean;
}

export interface SetQuestion extends CommonQuestion {
  readonly kind: "set";
  readonly choices: readonly Member[];
  /** The indexes of those that are chosen from the start, in ascending order. */
  readonly initial: readonly number[];
  /** What is wrong with what is chosen, in words, or undefined. */
  problemWith(indexes: readonly number[]): string | undefined;
}

/** One of the things of which any can be chosen. */
export interface Member {
  readonly title: string;
  /** What it is called where all that is chosen stands on one line. */
  readonly name: string;
}

export interface Choice {
  readonly title: string;
  /** The letter that goes to it. */
  readonly key?: string;
}

/** Instead of an answer: the user wants to see the question before this one. */
export const BACK = Symbol("back");

/** The text as it was typed, the index of the choice, or the indexes of all that is chosen, in ascending order. */
export type AnswerTo<Asked extends Question> = Asked extends TextQuestion
  ? string
  : Asked extends SetQuestion
    ? readonly number[]
    : number;

/** A terminal in which questions are asked, one below the other. */
export interface Terminal {
  /**
   * Asks until there is an answer.
   * @throws Cancelled on Ctrl-C, on a signal, and when the terminal is gone
   */
  ask<Asked extends Question>(question: Asked): Promise<AnswerTo<Asked> | typeof BACK>;
  /** Writes text on lines of its own. */
  show(text: string): void;
  /** Removes what was written last, or the question that was answered last, where a terminal can do so. */
  takeBack(): void;
  /** In columns. */
  readonly width: number;
}
