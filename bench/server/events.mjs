/**
 * The answers that every peer gives, made by the same generators. The last message of a request names one:
 * "tight 1000", "turns 200", "paced 120", "idle".
 */
const answers = { tight, turns, paced, idle };

/** The events of one answer, to a request's parsed body. */
export function events({ messages }) {
  const [kind, count] = messages.at(-1).content.split(" ");
  return answers[kind](Number(count));
}

/** An event on the wire, for peers that leave this to the user. */
export function frame(event) {
  return `event: message\ndata: ${JSON.stringify(event)}\n\n`;
}

/** All frames of one answer, for peers that send it in one piece. */
export async function textOf(body) {
  let text = "";
  for await (const event of events(body)) text += frame(event);
  return text;
}

/** Events without a wait: what a handler gives that has its text at hand. */
async function* tight(count) {
  for (let number = 0; number < count; number++) yield event(number);
}

/** One event a turn of the event loop: what a handler gives that passes on what a socket brings. */
async function* turns(count) {
  for (let number = 0; number < count; number++) {
    await new Promise(setImmediate);
    yield event(number);
  }
}

/** One event each 33 ms, as models give them. What stands for the model is when it was yielded, in milliseconds. */
async function* paced(count) {
  for (let number = 0; number < count; number++) {
    await new Promise((resolve) => setTimeout(resolve, 33));
    yield { ...event(number), model: (performance.timeOrigin + performance.now()).toFixed(3) };
  }
}

let release;
let released;
holdIdle();

/** One event, then nothing until all such answers are released. */
async function* idle() {
  yield event(0);
  await released;
  yield event(1);
}

/** Lets every idle answer go on to its end; those begun later wait for the next release. */
export function releaseIdle() {
  release();
  holdIdle();
}

function holdIdle() {
  ({ promise: released, resolve: release } = withResolvers());
}

function withResolvers() {
  let resolve;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** All fields, so that every peer writes the same bytes: about 150 with the frame around them. */
function event(number) {
  return {
    id: `msg-${number}`,
    type: "text",
    model: "gpt-4o",
    text: `token ${number} `,
    progress: "IN_PROGRESS",
    context: null,
    metadata: null,
  };
}
