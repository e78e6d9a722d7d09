import { type Asked, ToyModel } from "./model.ts";

/** Milliseconds from one piece of the toy model's to the next. */
const PACE = 150;

/** The toy model as it plays for the test page: it repeats what it heard last, word by word. */
export const playModel = (): Promise<ToyModel> => ToyModel.open((asked) => void speak(asked));

async function speak(asked: Asked): Promise<void> {
  // Its answers never break off, so that nothing of one is left.
  if (asked.what.wanted !== "answer") return asked.nothing();
  const heard = (asked.what.messages as { content: string }[] | undefined)?.at(-1)?.content ?? "";
  const pieces = `You say: ${heard}. I am a toy, so I say it back, word by word.`.split(/(?<= )/);
  for (const piece of pieces.slice(Number(asked.what.after ?? 0))) {
    await new Promise((resolve) => setTimeout(resolve, PACE));
    if (asked.isOver) return;
    asked.say(piece);
  }
  asked.finish();
}
