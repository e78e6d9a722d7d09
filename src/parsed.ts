/** What a parser makes of a text, without the mark that some editors begin it with; undefined where it makes nothing of it. */
export function parsed(parse: (text: string) => unknown, text: string): unknown {
  try {
    return parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}
