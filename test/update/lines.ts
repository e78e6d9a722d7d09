import fc from "fast-check";

/** A change of a text: from one line on, some are removed, and others stand in their place. */
export interface LineEdit {
  readonly at: number;
  readonly removed: number;
  readonly inserted: readonly string[];
}

/** The lines of a text with their ends; the last one may have none. */
export const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** A text with changes, none of which reaches into another one. */
export function edited(text: string, edits: readonly LineEdit[]): string {
  const lines = linesOf(text);
  for (const { at, removed, inserted } of edits.toSorted((a, b) => b.at - a.at)) {
    lines.splice(at, removed, ...inserted.map((line) => `${line}\n`));
  }
  return lines.join("");
}

export type Owner = "user" | "version";

/** Changes of one text by the user, and by a new version. */
export type Edits = Readonly<Record<Owner, readonly LineEdit[]>>;

/** Lines that no file of ours has. */
const WORDS = { user: "the user's own line", version: "a line of the new version" } as const;

/**
 * Changes of a text of which none is near one of the other owner's: some lines that stand nowhere else in it are in
 * between, by which their places are told apart.
 */
export function editsApart(text: string): fc.Arbitrary<Edits> {
  const lines = linesOf(text);
  const isUnique = (line: string) => line.trim() !== "" && lines.indexOf(line) === lines.lastIndexOf(line);
  const step = fc.record({
    owner: fc.constantFrom<Owner>("user", "version"),
    skipped: fc.nat(12),
    removed: fc.nat(3),
    inserted: fc.nat(2),
  });
  return fc.array(step, { minLength: 1, maxLength: 8 }).map((steps) => {
    const edits = { user: [] as LineEdit[], version: [] as LineEdit[] };
    let at = 0;
    for (const [index, { owner, skipped, removed, inserted }] of steps.entries()) {
      at += skipped;
      // Beyond two lines that can't be mistaken for others.
      let unique = 0;
      for (; unique < 2 && at < lines.length; at++) unique += isUnique(lines[at] ?? "") ? 1 : 0;
      if (unique < 2 || at + removed > lines.length) break;
      const own = Array.from({ length: inserted }, (_, nth) => `// ${WORDS[owner]} ${index}.${nth}`);
      edits[owner].push({ at, removed, inserted: own });
      at += removed;
    }
    return edits;
  });
}
