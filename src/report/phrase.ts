import type { UserError } from "../errors.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Phrase, VerifyFault } from "../phrase.ts";
import { withTail } from "./tail.ts";

/** An answers document as messages name it. */
export const sourceText = (source: string): string => (source === "-" ? "<stdin>" : source);

/** A phrase in words. */
export function wordsOf(phrase: Phrase, t: Messages): string {
  switch (phrase[0]) {
    case "fix":
      return t.doctor.fixes[phrase[1]];
    case "answersUnreadable":
      return t.errors.answersUnreadable(sourceText(phrase[1]), t.reasons[phrase[2]] ?? phrase[3]);
    case "answersNotJson":
    case "answersNotObject":
    case "answersTooDeep":
      return t.errors[phrase[0]](sourceText(phrase[1]));
    case "verifyFailed": {
      const [, step, fault, hasOutput] = phrase;
      const words = `${t.verify.failed[step]} ${verifyFault(fault, t)}`;
      return hasOutput ? `${words}\n${t.verify.output}` : words;
    }
    case "writeFailed":
      return t.errors.writeFailed(phrase[1], t.reasons[phrase[2]] ?? phrase[2]);
    default: {
      const [name, ...values] = phrase;
      const words = t.errors[name];
      // The values are those that the type of this phrase asks for.
      return typeof words === "string" ? words : (words as (...values: unknown[]) => string)(...values);
    }
  }
}

function verifyFault(fault: VerifyFault, t: Messages): string {
  switch (fault[0]) {
    case "thrown":
      return fault[1];
    case "ended":
      return withTail(t.verify.ended, fault[1]);
    case "timeLimit":
      return t.verify.timeLimit(fault[1]);
    case "oddFrame":
    case "notDone":
      return t.verify[fault[0]](fault[1]);
    case "noFile":
    case "edited":
      return t.verify[fault[0]](fault[1]);
    case "badProxy":
      return withTail(t.verify.badProxy(fault[1]), fault[2]);
    case "through": {
      const [, { http2, gzip, path }, trouble, file, blame] = fault;
      const way = t.verify.way(http2 ? "HTTP/2" : "HTTP/1.1", gzip ? "gzip" : t.verify.noGzip, path);
      const advice = blame ? t.verify.blame[blame.isNeeded ? "needs" : "forbids"](file, blame.directive) : "";
      return way + t.verify.troubles[trouble] + advice;
    }
    case "missing":
      return t.errors.programMissing(fault[1]);
    default:
      return t.verify[fault[0]];
  }
}

/** What an error says, with the end of what a program has said. */
export function saidBy({ said, output }: UserError, t: Messages): string {
  const words = typeof said === "string" ? said : wordsOf(said, t);
  return output === undefined ? words : withTail(words, output);
}

/** The way out of an error. */
export const wayOutOf = ({ hint }: UserError, t: Messages): string | undefined =>
  hint === undefined || typeof hint === "string" ? hint : wordsOf(hint, t);
