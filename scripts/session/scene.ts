import type { Messages } from "../../src/i18n/messages.ts";

const ENTER = "\r";
const ESCAPE = "\u001B";
const DOWN = "\u001B[B";
const BACKSPACE = "\u007F";

/** What is waited for on the screen, how long it is looked at, and the keys that come then. */
export interface Moment {
  readonly until: string;
  readonly seconds: number;
  readonly keys: string;
}

/** A short walk that shows what the questions can do: an error, the way back, the review, a change. */
export function scene({ questions: q, review, report, titles, labels }: Messages): Moment[] {
  const at = (until: string, keys: string, seconds = 1): Moment => ({ until, keys, seconds });
  const [limits = ""] = q.limits("|").split("|");
  return [
    at(`? ${q.directory} › my-server`, "my-chat"),
    at(`? ${q.directory} › my-chat`, ENTER, 0.6),
    at(`❯ ${titles.node}`, DOWN),
    at("❯ express", DOWN, 0.4),
    at("❯ fastify", ENTER),
    at(`? ${q.language}`, ENTER),
    at(`? ${q.handler}`, ENTER, 0.6),
    at(`? ${q.features}`, ENTER, 0.6),
    at(`? ${q.host} › 127.0.0.1`, ENTER, 0.6),
    at(`? ${q.port} › 9000`, "91000", 0.6),
    at(`? ${q.port} › 91000`, BACKSPACE, 2),
    at(`? ${q.port} › 9100\n`, ENTER, 0.8),
    at(`? ${q.models} › gpt-4o,claude-3`, ESCAPE),
    at(`? ${q.port} › 9100\n`, ENTER, 1.5),
    at(`? ${q.models} › gpt-4o,claude-3`, ENTER, 0.6),
    at(`? ${limits}`, ENTER, 0.6),
    at(`? ${q.testPage}`, ENTER, 0.6),
    at(`? ${q.install}`, ENTER, 0.6),
    at(`? ${q.git}`, ENTER, 0.6),
    at(`❯ ${review.create}`, DOWN, 2.5),
    at(`❯ ${review.change}`, ENTER, 0.6),
    at(`? ${review.which}`, DOWN + DOWN, 0.8),
    at(`❯ ${labels.language}`, ENTER, 0.8),
    at(`? ${q.language}\n❯ ${titles.ts}`, DOWN, 0.6),
    at(`❯ ${titles.js}`, ENTER, 0.8),
    at(`❯ ${review.create}`, ENTER, 2.5),
    at(report.again, "", 6),
  ];
}
