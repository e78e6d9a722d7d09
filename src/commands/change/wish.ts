import { UserError } from "../../errors.ts";
import { featureNames } from "../../features/rules.ts";
import { handlers, modelsFor } from "../../handlers/index.ts";
import type { Io } from "../../io.ts";
import { readGiven } from "../../options/resolve.ts";
import { appliesTo, type Options, projectOptionNames } from "../../options/table.ts";

export const DEFAULT_HANDLER = handlers[0].name;

/** What of a project's options add can change. */
export type Choice = Pick<Options, "features" | "handler">;

/**
 * A project's features and handler with those named.
 * @param names as they were typed: `docker`, `+docker`, `-docker`
 */
export function choiceOf(options: Choice, names: readonly string[]): Choice {
  const out = new Set(names.filter((name) => name.startsWith("-")).map((name) => name.slice(1)));
  const added = new Set(names.filter((name) => !name.startsWith("-")).map((name) => name.replace(/^\+/, "")));
  const both = [...added].find((name) => out.has(name));
  if (both) throw new UserError("BAD_OPTIONS", ["inAndOut", both]);
  const [chosen, other] = handlers.map(({ name }) => name).filter((name) => added.has(name));
  if (chosen && other) throw new UserError("BAD_OPTIONS", ["twoHandlers", chosen, other]);
  return {
    features: featureNames.filter(
      (name) => !out.has(name) && (added.has(name) || options.features.includes(name)),
    ),
    handler: chosen ?? (out.has(options.handler) ? DEFAULT_HANDLER : options.handler),
  };
}

/**
 * A project's options with other features and another handler.
 * @throws UserError where they do not go together
 */
export async function withChoice(io: Io, options: Options, { features, handler }: Choice): Promise<Options> {
  // What was proposed with the old handler follows the new one.
  const isProposed = JSON.stringify(options.models) === JSON.stringify(modelsFor(options.handler));
  const models = isProposed ? modelsFor(handler) : options.models;
  const wished: Options = { ...options, features, handler, models };
  const applying = projectOptionNames.filter((name) => appliesTo(name, options.framework));
  const values = Object.fromEntries(applying.map((name) => [name, wished[name]]));
  const line = { given: {}, controls: {}, positionals: [], problems: [] };
  await readGiven(line, { source: "add", text: "", values }, io);
  return wished;
}
