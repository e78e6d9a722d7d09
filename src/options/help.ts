import { commandNames, usageOf } from "../commands/table.ts";
import type { Messages } from "../i18n/messages.ts";
import { defaultText } from "./default-text.ts";
import { flagOf } from "./names.ts";
import { type ControlName, controlTable, optionNames, specOf } from "./table.ts";

const WIDTH = 100;
const TYPES = {
  text: "string",
  list: "string",
  choice: "string",
  integer: "number",
  switch: "boolean",
} as const;

/**
 * The help text, at most `columns` wide. yargs lays it out; it is loaded for that alone, since its parser
 * comes without it.
 */
export async function helpText(t: Messages, columns = WIDTH): Promise<string> {
  const { default: yargs } = await import("yargs");
  const help = yargs([])
    .detectLocale(false)
    .updateStrings({
      "Commands:": t.help.commands,
      "Options:": t.help.options,
      "Examples:": t.help.examples,
      "default:": t.help.default,
      "choices:": t.help.choices,
      string: t.help.string,
      number: t.help.number,
      boolean: t.help.boolean,
    })
    .scriptName("create-llmbrick-sse")
    .usage(`${t.help.usage}\n\n${t.help.about}`)
    .epilogue(`${t.help.negation}\n${t.help.commandFolder}`)
    .example("npm create llmbrick-sse@latest my-server -- --yes", t.help.exampleDefaults)
    .example(
      "npm create llmbrick-sse@latest copy -- --answers my-server/.llmbrick.json",
      t.help.exampleAnswers,
    )
    .help(false)
    .version(false)
    .wrap(Math.min(columns, WIDTH));
  for (const name of commandNames) help.command(usageOf(name), t.commands[name]);
  for (const name of optionNames.filter((option) => !specOf(option).positional)) {
    const spec = specOf(name);
    help.option(flagOf(name).slice(2), {
      describe: t.options[name],
      type: TYPES[spec.type],
      defaultDescription: defaultText(name, t),
      ...(spec.alias && { alias: spec.alias }),
      ...(spec.type === "choice" && { choices: spec.choices }),
    });
  }
  for (const [name, { alias, value }] of Object.entries<{ alias?: string; value?: string }>(controlTable)) {
    help.option(flagOf(name).slice(2), {
      describe: t.controls[name as ControlName],
      type: value === undefined ? "boolean" : "string",
      ...(alias && { alias }),
    });
  }
  return help.getHelp();
}
