import { UserError } from "../../src/errors.ts";
import { en } from "../../src/i18n/en.ts";
import { saidBy, wayOutOf } from "../../src/report/phrase.ts";

/** An error of the user's, with what a report says of it in English; any other as it is. */
export function inEnglish(error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  return {
    code: error.code,
    exitCode: error.exitCode,
    message: saidBy(error, en),
    hint: wayOutOf(error, en),
    faults: error.faults,
    cause: error.cause,
  };
}

/** The same of the error that a piece of work ends with. */
export const workInEnglish = <Result>(work: Promise<Result>): Promise<Result> =>
  work.catch((error) => {
    throw inEnglish(error);
  });
