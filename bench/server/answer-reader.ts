/** What came back for one request. */
export interface Answer {
  status: number;
  /** Opening braces in the body. Every event is one flat JSON object, so this is the number of events. */
  events: number;
}

const lineFeed = 0x0a;
const openingBrace = 0x7b;

/** Reads HTTP/1.1 answers off a connection, one after the other, in pieces of any size. */
export class AnswerReader {
  events = 0;
  #status = 0;
  /** The part of the head, or of a chunk's first line, that has come so far. */
  #line = "";
  #part: "head" | "size" | "data" | "chunk end" | "trailer" = "head";
  /** Bytes of the chunk, or of the body, that are still to come. */
  #left = 0;
  #isChunked = false;

  /** Takes bytes; returns the answer that ends with them, if one does. */
  read(bytes: Buffer): Answer | undefined {
    let at = 0;
    while (at < bytes.length) {
      if (this.#part === "data") {
        const end = Math.min(at + this.#left, bytes.length);
        this.#count(bytes, at, end);
        this.#left -= end - at;
        at = end;
        if (this.#left > 0) break;
        if (!this.#isChunked) return this.#finish();
        this.#part = "chunk end";
        continue;
      }
      const end = bytes.indexOf(lineFeed, at) + 1;
      this.#line += bytes.toString("latin1", at, end || bytes.length);
      if (end === 0) break;
      at = end;
      if (this.#readLine()) return this.#finish();
    }
    return undefined;
  }

  /** Reads a line that is complete; whether the answer ends with it. */
  #readLine(): boolean {
    if (this.#part === "head" && !this.#line.endsWith("\r\n\r\n")) return false;
    const line = this.#line;
    this.#line = "";
    if (this.#part === "head") return this.#readHead(line);
    if (this.#part === "trailer") return line === "\r\n";
    if (this.#part === "chunk end") {
      this.#part = "size";
      return false;
    }
    this.#left = Number.parseInt(line, 16);
    if (Number.isNaN(this.#left)) throw new Error(`Not the size of a chunk: ${JSON.stringify(line)}`);
    this.#part = this.#left === 0 ? "trailer" : "data";
    return false;
  }

  #readHead(head: string): boolean {
    this.#status = Number(head.slice(9, 12));
    this.#isChunked = /^transfer-encoding: *chunked/im.test(head);
    const length = /^content-length: *(\d+)/im.exec(head)?.[1];
    if (!this.#isChunked && length === undefined) throw new Error(`An answer without an end:\n${head}`);
    this.#left = Number(length);
    this.#part = this.#isChunked ? "size" : "data";
    return length === "0";
  }

  #count(bytes: Buffer, from: number, to: number): void {
    for (let at = bytes.indexOf(openingBrace, from); at !== -1 && at < to; ) {
      this.events++;
      at = bytes.indexOf(openingBrace, at + 1);
    }
  }

  #finish(): Answer {
    const answer = { status: this.#status, events: this.events };
    this.events = 0;
    this.#part = "head";
    return answer;
  }
}
