/** A line that is being typed, as what stands before the caret and after it. */
export interface EditedLine {
  readonly before: string;
  readonly after: string;
}

export const EMPTY: EditedLine = { before: "", after: "" };

export const textOf = ({ before, after }: EditedLine): string => before + after;

export const insert = ({ before, after }: EditedLine, text: string): EditedLine => ({
  before: before + text,
  after,
});

/** What each editing key does, by the names that `prompts` gives to keys and, behind "ctrl", as in a shell. */
export const EDITS = {
  delete: ({ before, after }) => ({ before: withoutLast(before), after }),
  deleteForward: ({ before, after }) => ({ before, after: after.slice(firstOf(after).length) }),
  left: ({ before, after }) => {
    const start = withoutLast(before);
    return { before: start, after: before.slice(start.length) + after };
  },
  right: ({ before, after }) => ({
    before: before + firstOf(after),
    after: after.slice(firstOf(after).length),
  }),
  start: (line) => ({ before: "", after: textOf(line) }),
  end: (line) => ({ before: textOf(line), after: "" }),
  "ctrl u": ({ after }) => ({ before: "", after }),
  "ctrl k": ({ before }) => ({ before, after: "" }),
  "ctrl w": ({ before, after }) => ({ before: before.trimEnd().replace(/(?<!\S)\S+$/u, ""), after }),
} as const satisfies Record<string, (line: EditedLine) => EditedLine>;

let segmenter: Intl.Segmenter | undefined;

/** The characters that people see, which may be of more than one code point. */
function characters(text: string): string[] {
  // To make one takes 15 ms: not before it is needed.
  segmenter ??= new Intl.Segmenter();
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

const firstOf = (text: string): string => characters(text)[0] ?? "";

function withoutLast(text: string): string {
  return text.slice(0, text.length - (characters(text).at(-1)?.length ?? 0));
}
