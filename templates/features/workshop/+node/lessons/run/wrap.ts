/** What takes two columns of a terminal: Chinese with its punctuation. Emoji have two units of UTF-16 as it is. */
const WIDE = /[\u2e80-\uffef]/gu;

/** What stays on one row: a word, or a Chinese character, with the punctuation that belongs to it. */
const PIECE = /[（「『《]*(?:[^ \u2e80-\uffef]+|[\u2e80-\uffef])[，。、；：！？）」』》]* */gu;

const columnsOf = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0);

/** A line in rows, each with the line's indentation. A word that is too long stays whole. */
export function wrapped(line: string, width: number): string {
  const text = line.trimStart();
  const indent = line.slice(0, line.length - text.length);
  const room = width - indent.length - 1;
  if (columnsOf(text) <= room) return line;
  const rows: string[] = [];
  let left = -1;
  for (const [piece] of text.matchAll(PIECE)) {
    if (columnsOf(piece.trimEnd()) > left) {
      rows.push(indent);
      left = room;
    }
    rows[rows.length - 1] += piece;
    left -= columnsOf(piece);
  }
  return rows.map((row) => row.trimEnd()).join("\n");
}
