import { Cancelled } from "../errors.ts";
import { LiveChoice } from "./live-choice.ts";
import type { Setting } from "./live-question.ts";
import { LiveSet } from "./live-set.ts";
import { LiveText } from "./live-text.ts";
import { type AnswerTo, BACK, type Question, type Terminal } from "./question.ts";
import type { Screen } from "./screen.ts";
import { throwIfGone } from "./still-there.ts";

/** A terminal that can move its cursor: questions are drawn, and drawn again at each key. */
export class LiveTerminal implements Terminal {
  readonly #setting: Setting;
  readonly #screen: Screen;

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#screen = setting.screen;
  }

  get width(): number {
    return this.#screen.width;
  }

  show(text: string): void {
    this.#screen.show(text);
  }

  takeBack(): void {
    this.#screen.takeBack();
  }

  async ask<Asked extends Question>(question: Asked): Promise<AnswerTo<Asked> | typeof BACK> {
    const { io } = this.#setting;
    throwIfGone(io);
    const live = liveQuestion(question, this.#setting);
    const abort = () => live.abort();
    // The end of the input, or a signal, is as Ctrl-C: it gives the terminal back, too.
    io.signal.addEventListener("abort", abort);
    io.stdin.once("end", abort);
    try {
      const end = new Promise<AnswerTo<Asked> | typeof BACK>((resolve, reject) => {
        live.once("submit", () => resolve(live.answer as AnswerTo<Asked>));
        live.once("exit", () => resolve(BACK));
        live.once("abort", () => reject(io.signal.reason ?? new Cancelled("SIGINT")));
      });
      live.draw();
      return await end;
    } finally {
      io.signal.removeEventListener("abort", abort);
      io.stdin.off("end", abort);
    }
  }
}

function liveQuestion(question: Question, setting: Setting) {
  switch (question.kind) {
    case "text":
      return new LiveText(question, setting);
    case "choice":
      return new LiveChoice(question, setting);
    case "set":
      return new LiveSet(question, setting);
  }
}
