/** Milliseconds that streams may run in one turn of the event loop before everything else gets its turn. */
const slice = 5;

let end = 0;
let calls = 0;
let waiting: (() => void)[] = [];

/**
 * Whether the streams have used up their time in this turn of the event loop. A handler that yields without
 * ever waiting would otherwise keep all other requests waiting.
 */
export function turnIsOver(): boolean {
  if (end === 0) {
    end = performance.now() + slice;
    setImmediate(beginTurn);
    return false;
  }
  // Asking the clock for each event would cost more than writing it.
  return ++calls % 4 === 0 && performance.now() > end;
}

/** Calls `resume` in the next turn, after the event loop has looked after its sockets. */
export function inNextTurn(resume: () => void): void {
  waiting.push(resume);
}

function beginTurn(): void {
  end = 0;
  const resumed = waiting;
  waiting = [];
  for (const resume of resumed) resume();
}
