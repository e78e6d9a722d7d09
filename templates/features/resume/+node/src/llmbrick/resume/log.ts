import type { Ending } from "../stream/answer.ts";

/** Frames whose ids follow each other, from `first` to `last`. */
export interface Chunk {
  first: number;
  last: number;
  text: string;
  /** Of the text in UTF-8. */
  bytes: number;
}

export const chunkOf = (first: number, last: number, text: string): Chunk => ({
  first,
  last,
  text,
  bytes: Buffer.byteLength(text),
});

/** How much of an answer is kept. */
export interface Bounds {
  maxBytes: number;
  maxEvents: number;
}

/** Told of what was added; of nothing, where the answer is over. */
type Wake = (added?: Chunk) => void;

/** UTF-16 units that a reader is given at once. */
const pieceLength = 64_000;

/** The frames of an answer, for all who read it on this replica. Beyond its bounds, the oldest go. */
export class AnswerLog {
  readonly #bounds: Bounds;
  #chunks: Chunk[] = [];
  readonly #readers = new Set<Wake>();
  /** Bytes that are kept. */
  bytes = 0;
  /** The id of the first frame that is kept, or of the next one where none is. */
  first = 1;
  /** The id of the last frame; 0 before there is one. */
  last = 0;
  /** How the answer has ended. */
  ending: Ending | undefined;
  /** It goes on, but it can't be followed here any longer. */
  isCut = false;
  /** Told whenever a reader comes or goes, how many there are. */
  onPresence: (readers: number) => void = () => {};

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  get isOver(): boolean {
    return this.ending !== undefined || this.isCut;
  }

  /** Adds frames. Those that are there already are not added again. */
  append(chunk: Chunk): void {
    if (this.isOver || chunk.last <= this.last) return;
    const { maxBytes, maxEvents } = this.#bounds;
    this.#chunks.push(chunk);
    this.last = chunk.last;
    this.bytes += chunk.bytes;
    // The newest stays, however long it is.
    while (this.#chunks.length > 1 && (this.bytes > maxBytes || this.last - this.first >= maxEvents)) {
      const dropped = this.#chunks.shift() as Chunk;
      this.bytes -= dropped.bytes;
      this.first = dropped.last + 1;
    }
    for (const wake of this.#readers) wake(chunk);
  }

  /** Sets the mark of the end, behind which nothing comes. */
  end(ending: Ending): void {
    if (this.isOver) return;
    this.ending = ending;
    this.#wake();
    // From now on they are only kept: few long texts cost less than many short ones.
    this.#chunks = joined(this.#chunks);
  }

  /** Sends the readers away: they may find the rest elsewhere. */
  cut(): void {
    if (this.isOver) return;
    this.isCut = true;
    this.#wake();
  }

  /** Lets a reader know of all that is added. Gives the function by which it leaves. */
  join(wake: Wake): () => void {
    this.#readers.add(wake);
    this.onPresence(this.#readers.size);
    return () => {
      if (this.#readers.delete(wake)) this.onPresence(this.#readers.size);
    };
  }

  /** What comes after the frame `id`, as much as is sent at once; `undefined` where some of it is no longer kept. */
  after(id: number): { text: string; last: number } | undefined {
    let at = this.#chunks.length;
    while (at > 0 && (this.#chunks[at - 1] as Chunk).last > id) at--;
    let text = "";
    let last = id;
    for (; at < this.#chunks.length && text.length < pieceLength; at++) {
      const chunk = this.#chunks[at] as Chunk;
      if (chunk.first > last + 1) return text === "" ? undefined : { text, last };
      text += chunk.first <= last ? textAfter(chunk, last) : chunk.text;
      last = chunk.last;
    }
    return text === "" && last + 1 < this.first ? undefined : { text, last };
  }

  #wake(): void {
    for (const wake of this.#readers) wake();
  }
}

/** The same frames in fewer chunks. */
function joined(chunks: Chunk[]): Chunk[] {
  const all: Chunk[] = [];
  let texts: string[] = [];
  let length = 0;
  let first = chunks[0]?.first ?? 0;
  let bytes = 0;
  for (const [index, chunk] of chunks.entries()) {
    texts.push(chunk.text);
    length += chunk.text.length;
    bytes += chunk.bytes;
    const next = chunks[index + 1];
    if (next && length < pieceLength && next.first === chunk.last + 1) continue;
    all.push({ first, last: chunk.last, text: texts.join(""), bytes });
    [texts, length, bytes, first] = [[], 0, 0, next?.first ?? 0];
  }
  return all;
}

/** The part of a chunk behind one of its frames. No line of a frame's data begins like an id. */
const textAfter = ({ text }: Chunk, id: number) => text.slice(text.indexOf(`\n\nid: ${id + 1}\n`) + 2);
