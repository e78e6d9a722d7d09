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

/** Bytes that a reader is given at once, and one part more. */
const pieceLength = 64_000;
/** Bytes, at most, of a part to which more chunks are added. */
const partLength = 8_000;
/** Of all that may be kept, a part is this much at most: it goes as one when the oldest goes. */
const share = 1 / 16;

/** Chunks that follow each other: to keep each by itself would take more than its text. */
interface Part {
  first: number;
  last: number;
  /** Its text in UTF-8, and room for more. Texts themselves would be for the garbage collector to copy. */
  buffer: Buffer;
  bytes: number;
}

const textOf = ({ buffer, bytes }: Part) => buffer.toString("utf8", 0, bytes);

/** The frames of an answer, for all who read it on this replica. Beyond its bounds, the oldest go. */
export class AnswerLog {
  readonly #bounds: Bounds;
  /** The oldest first. */
  readonly #parts: Part[] = [];
  readonly #readers = new Set<Wake>();
  /** The id of the first frame that is kept, or of the next one where none is. */
  first = 1;
  /** Bytes that are kept. */
  bytes = 0;
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
    if (chunk.first > this.last + 1) this.#begin(chunk.first);
    this.#add(chunk.first <= this.last ? restOf(chunk, this.last) : chunk);
    this.last = chunk.last;
    this.#keepBounds();
    for (const wake of this.#readers) wake(chunk);
  }

  /** Sets the mark of the end, behind which nothing comes. */
  end(ending: Ending): void {
    if (this.isOver) return;
    this.ending = ending;
    this.#seal();
    this.#wake();
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
    if (id + 1 < this.first) return undefined;
    if (id >= this.last) return { text: "", last: id };
    let at = this.#parts.findIndex(({ last }) => last > id);
    const part = this.#parts[at] as Part;
    let { last, bytes } = part;
    let piece = textOf(part);
    for (let next = this.#parts[++at]; next && bytes < pieceLength; next = this.#parts[++at]) {
      piece += textOf(next);
      bytes += next.bytes;
      last = next.last;
    }
    return { text: part.first <= id ? textAfter(piece, id) : piece, last };
  }

  /** Forgets all: what comes next is no longer joined to it. */
  #begin(first: number): void {
    this.#parts.length = 0;
    this.bytes = 0;
    this.first = first;
  }

  #add({ first, last, text, bytes }: Chunk): void {
    const { maxBytes, maxEvents } = this.#bounds;
    this.bytes += bytes;
    let newest = this.#parts.at(-1);
    const hasRoom = newest && newest.bytes + bytes <= newest.buffer.length;
    if (!newest || !hasRoom || last - newest.first >= maxEvents * share) {
      this.#seal();
      const room = Math.max(bytes, Math.floor(Math.min(partLength, maxBytes * share)));
      newest = { first, last, buffer: Buffer.allocUnsafeSlow(room), bytes: 0 };
      this.#parts.push(newest);
    }
    newest.buffer.write(text, newest.bytes);
    newest.bytes += bytes;
    newest.last = last;
  }

  /** Nothing more is added to the newest part: it gives back its room, where that is worth a copy. */
  #seal(): void {
    const newest = this.#parts.at(-1);
    if (!newest || newest.bytes > newest.buffer.length * 0.75) return;
    const buffer = Buffer.allocUnsafeSlow(newest.bytes);
    newest.buffer.copy(buffer);
    newest.buffer = buffer;
  }

  /** Beyond the bounds, the oldest parts go. The newest stays, however long it is. */
  #keepBounds(): void {
    const { maxBytes, maxEvents } = this.#bounds;
    while (this.#parts.length > 1 && (this.bytes > maxBytes || this.last - this.first >= maxEvents))
      this.#drop();
  }

  /** Forgets the oldest part. */
  #drop(): void {
    const { bytes, last } = this.#parts.shift() as Part;
    this.bytes -= bytes;
    this.first = last + 1;
  }

  #wake(): void {
    for (const wake of this.#readers) wake();
  }
}

/** The part of a text behind one of its frames. No line of a frame's data begins like an id. */
const textAfter = (text: string, id: number) => text.slice(text.indexOf(`\n\nid: ${id + 1}\n`) + 2);

/** The part of a chunk behind one of its frames. */
const restOf = ({ last, text }: Chunk, id: number) => chunkOf(id + 1, last, textAfter(text, id));
