/** Milliseconds that streams may run in one turn of the event loop before everything else gets its turn. */
const slice = 5;

let end = 0;
let calls = 0;
let isScheduled = false;
const waiting: (() => void)[] = [];

/**
 * Whether the streams have used up their time in this turn of the event loop. A handler that yields without
 * ever waiting would otherwise keep all other requests waiting.
 */
export function turnIsOver(): boolean {
  if (end === 0) {
    end = performance.now() + slice;
    schedule();
    return false;
  }
  // Asking the clock for each event would cost more than writing it.
  return ++calls % 4 === 0 && performance.now() > end;
}

/**
 * Calls `resume` in a later turn, after the event loop has looked after its sockets. One stream has a turn:
 * side by side they would share it, and each would write little at a time.
 */
export function inLaterTurn(resume: () => void): void {
  waiting.push(resume);
  schedule();
}

function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  setImmediate(beginTurn);
}

function beginTurn(): void {
  end = 0;
  isScheduled = false;
  const resume = waiting.shift();
  if (waiting.length > 0) schedule();
  resume?.();
}
