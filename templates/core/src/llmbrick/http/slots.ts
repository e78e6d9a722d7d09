/** The places for streams that are open at the same time. */
export interface Slots {
  /** Whether none is free: asked before a body is read. One that is free then may be gone once the body is there. */
  areTaken(): boolean | Promise<boolean>;
  /** Takes one. False: none is free. */
  take(): boolean | Promise<boolean>;
  /** Gives one back. */
  release(): void;
}

/** Places of this process alone. */
export function slotsInMemory(count: number): Slots {
  let free = count;
  return {
    areTaken: () => free === 0,
    take() {
      if (free === 0) return false;
      free--;
      return true;
    },
    release() {
      free++;
    },
  };
}
