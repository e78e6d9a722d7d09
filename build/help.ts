import yargs from "yargs";
import { HELP_WIDTHS, type HelpTexts } from "../src/command-line/help.ts";
import { commandNames, usageOf } from "../src/commands/table.ts";
import { type Messages, messagesIn } from "../src/i18n/messages.ts";
import { kindOf } from "../src/options/kinds/index.ts";
import { flagOf } from "../src/options/names.ts";
import {
  type ControlName,
  controlTable,
  optionTable,
  shownOptionNames,
  specOf,
} from "../src/options/table.ts";
import { defaultText } from "../src/report/option-words.ts";

/**
 * The help of the program in each language, laid out by yargs for each width. That is done at build time, since
 * loading yargs takes longer than the rest of the program does.
 */
export async function helpTexts(): Promise<HelpTexts> {
  const texts: Record<string, Record<number, string>> = {};
  for (const lang of optionTable.lang.choices) {
    texts[lang] = {};
    const t = await messagesIn(lang);
    for (const width of HELP_WIDTHS) texts[lang][width] = await layOut(t, width);
  }
  return texts as HelpTexts;
}

function layOut(t: Messages, width: number): Promise<string> {
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
    .wrap(width);
  for (const name of commandNames) help.command(usageOf(name), t.commands[name]);
  for (const name of shownOptionNames.filter((option) => !specOf(option).positional)) {
    const spec = specOf(name);
    const kind = kindOf(spec);
    const choices = kind.choices(spec);
    help.option(flagOf(name).slice(2), {
      describe: t.options[name],
      type: kind.helpType,
      defaultDescription: defaultText(name, t),
      ...(spec.alias && { alias: spec.alias }),
      ...(choices.length > 0 && { choices }),
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
