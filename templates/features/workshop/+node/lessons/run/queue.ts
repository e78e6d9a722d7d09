/** What comes from one side, for the other to wait for. */
export class Queue<Item> {
  readonly #items: Item[] = [];
  readonly #waiting: ((item: Item) => void)[] = [];

  push(item: Item): void {
    const next = this.#waiting.shift();
    if (next) next(item);
    else this.#items.push(item);
  }

  /** The next item, which may be still to come. */
  next(): Promise<Item> {
    const [item] = this.#items.splice(0, 1);
    return item === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(item);
  }

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }
}
