import { Ajv2020 } from "ajv/dist/2020.js";
import { answersSchema } from "../../build/answers-schema.ts";
import { outcomeSchema } from "../../build/outcome-schema.ts";

const ajv = new Ajv2020({ allErrors: true });
ajv.addSchema(answersSchema(), "answers.schema.json");
const validate = ajv.compile(outcomeSchema());

/**
 * The one document that a run has printed under `--json`.
 * @throws Error when there is another, or when the schema does not allow it
 */
// biome-ignore lint/suspicious/noExplicitAny: tests look into it as they please.
export function outcomeIn(output: string): any {
  const document = JSON.parse(output);
  if (!validate(document)) throw new Error(`${ajv.errorsText(validate.errors)}\n${output}`);
  return document;
}
