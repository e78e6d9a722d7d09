import { UserError } from "../../src/errors.ts";
import { en } from "../../src/i18n/en.ts";
import type { Messages } from "../../src/i18n/messages.ts";
import { faultOf } from "../../src/report/fault.ts";
import { saidBy, wayOutOf } from "../../src/report/phrase.ts";

/** An error of the user's, with what a report says of it; any other is thrown. */
export function worded(error: unknown, t: Messages = en) {
  if (!(error instanceof UserError)) throw error;
  const { code, exitCode, cause } = error;
  const faults = error.faults.map((fault) => faultOf(fault, t));
  return { code, exitCode, message: saidBy(error, t), hint: wayOutOf(error, t), faults, cause };
}

/** The same in English; any other error as it is. */
export const inEnglish = (error: unknown): unknown => (error instanceof UserError ? worded(error) : error);

/** The same of the error that a piece of work ends with. */
export const workInEnglish = <Result>(work: Promise<Result>): Promise<Result> =>
  work.catch((error) => {
    throw inEnglish(error);
  });

/** What is said of work that is refused. */
export const refusal = (work: Promise<unknown>, t?: Messages) =>
  work.then(
    () => {
      throw new Error("Nothing was refused");
    },
    (error) => worded(error, t),
  );
