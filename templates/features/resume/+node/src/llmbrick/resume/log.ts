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

/** Bytes that a reader is given at once, and one frame more. */
const pieceLength = 64_000;
/** Bytes that there is room for in the beginning: most answers are short. */
const leastRoom = 2_048;

/** The frames of an answer, for all who read it on this replica. Beyond its bounds, the oldest go. */
export class AnswerLog {
  readonly #bounds: Bounds;
  /** All text that is kept, as bytes: of thousands of texts, the garbage collector would copy each. */
  #buffer = Buffer.allocUnsafeSlow(leastRoom);
  /** Where the text begins in it. */
  #start = 0;
  /** Of each chunk, the id of its last frame, and where it ends. */
  #lasts: number[] = [];
  #ends: number[] = [];
  readonly #readers = new Set<Wake>();
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

  /** Bytes that are kept. */
  get bytes(): number {
    return this.#end - this.#start;
  }

  get #end(): number {
    return this.#ends.at(-1) ?? this.#start;
  }

  /** Adds frames. Those that are there already are not added again. */
  append(chunk: Chunk): void {
    if (this.isOver || chunk.last <= this.last) return;
    if (chunk.first > this.last + 1) this.#drop(this.#lasts.length, chunk.first);
    const text = chunk.first <= this.last ? textAfter(chunk.text, this.last) : chunk.text;
    this.#makeRoom(chunk.bytes);
    this.#ends.push(this.#end + this.#buffer.write(text, this.#end));
    this.#lasts.push(chunk.last);
    this.last = chunk.last;
    this.#keepBounds();
    for (const wake of this.#readers) wake(chunk);
  }

  /** Sets the mark of the end, behind which nothing comes. */
  end(ending: Ending): void {
    if (this.isOver) return;
    this.ending = ending;
    this.#wake();
    // From now on it is only kept.
    this.#move(this.bytes);
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
    const at = indexOfMore(this.#lasts, id);
    const start = at === 0 ? this.#start : (this.#ends[at - 1] as number);
    const to = Math.min(indexOfMore(this.#ends, start + pieceLength), this.#lasts.length - 1);
    const text = this.#buffer.toString("utf8", start, this.#ends[to]);
    const before = at === 0 ? this.first - 1 : (this.#lasts[at - 1] as number);
    return { text: before < id ? textAfter(text, id) : text, last: this.#lasts[to] as number };
  }

  /** Beyond the bounds, the oldest chunks go. The newest stays, however long it is. */
  #keepBounds(): void {
    const { maxBytes, maxEvents } = this.#bounds;
    const [lasts, ends] = [this.#lasts, this.#ends];
    let count = 0;
    let [start, first] = [this.#start, this.first];
    while (count < lasts.length - 1 && (this.#end - start > maxBytes || this.last - first >= maxEvents)) {
      start = ends[count] as number;
      first = (lasts[count] as number) + 1;
      count++;
    }
    if (count > 0) this.#drop(count, first);
  }

  /** Forgets the oldest chunks. `first`: the id of what is kept then. */
  #drop(count: number, first: number): void {
    this.#start = this.#ends[count - 1] ?? this.#start;
    this.#lasts.splice(0, count);
    this.#ends.splice(0, count);
    this.first = first;
  }

  #makeRoom(bytes: number): void {
    if (this.#end + bytes <= this.#buffer.length) return;
    // Twice as much as is needed, so that few texts are ever moved.
    this.#move(Math.max(leastRoom, (this.bytes + bytes) * 2));
  }

  /** Moves the text into a buffer of this size. */
  #move(size: number): void {
    const buffer = Buffer.allocUnsafeSlow(size);
    this.#buffer.copy(buffer, 0, this.#start, this.#end);
    const start = this.#start;
    this.#ends = this.#ends.map((end) => end - start);
    this.#start = 0;
    this.#buffer = buffer;
  }

  #wake(): void {
    for (const wake of this.#readers) wake();
  }
}

/** Where the first number is that is more than this one, in a list that rises; its length where none is. */
function indexOfMore(rising: number[], than: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] as number) > than) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The part of a text behind one of its frames. No line of a frame's data begins like an id. */
const textAfter = (text: string, id: number) => text.slice(text.indexOf(`\n\nid: ${id + 1}\n`) + 2);
