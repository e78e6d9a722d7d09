/** Chinese, which a terminal breaks anywhere, as it should be. */
const WIDE = /[\u2e80-\uffef]/;

/** A line in parts, each with the line's indentation. A word that is too long stays whole. */
export function wrapped(line: string, width: number): string {
  const text = line.trimStart();
  const indent = line.slice(0, line.length - text.length);
  const room = width - indent.length - 1;
  if (text.length <= room || WIDE.test(text)) return line;
  const [first = "", ...others] = text.split(" ");
  const parts = [first];
  for (const word of others) {
    const part = parts.at(-1) ?? "";
    if (part.length + word.length < room) parts[parts.length - 1] = `${part} ${word}`;
    else parts.push(word);
  }
  return parts.map((part) => indent + part).join("\n");
}
