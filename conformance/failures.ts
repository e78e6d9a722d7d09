/** A check came to no end in its time. */
export class NoResult extends Error {
  readonly seconds: number;

  constructor(seconds: number) {
    super(`No result within ${seconds} s`);
    this.seconds = seconds;
  }
}

/** An answer was longer than any check asks for. */
export class TooLong extends Error {
  readonly characters: number;

  constructor(characters: number) {
    super(`An answer of more than ${characters} characters`);
    this.characters = characters;
  }
}

/** A connection was closed before it had brought what was waited for. */
export class Closed extends Error {
  readonly part: string;
  readonly text: string;

  constructor(part: string, text: string) {
    super(`Closed without ${JSON.stringify(part)}: ${text}`);
    this.part = part;
    this.text = text;
  }
}
