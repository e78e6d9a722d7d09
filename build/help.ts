import yargs, { type Argv } from "yargs";
import { HELP_WIDTHS, type HelpTexts } from "../src/command-line/help.ts";
import { flagNamesOf } from "../src/command-line/words.ts";
import { type CommandName, commandNames, syntaxes, usageOf } from "../src/commands/table.ts";
import { type Messages, messagesIn } from "../src/i18n/messages.ts";
import { kindOf } from "../src/options/kinds/index.ts";
import { flagOf } from "../src/options/names.ts";
import {
  controlNames,
  controlOf,
  isControl,
  isValued,
  type Lang,
  optionTable,
  shownOptionNames,
  specOf,
} from "../src/options/table.ts";
import { defaultText } from "../src/report/option-words.ts";

/**
 * The help of each command in each language, laid out by yargs for each width. That is done at build time, since
 * loading yargs takes longer than the rest of the program does.
 */
export async function helpTexts(): Promise<HelpTexts> {
  const entries = optionTable.lang.choices.map(async (lang) => [lang, await helpIn(lang)] as const);
  return Object.fromEntries(await Promise.all(entries)) as HelpTexts;
}

async function helpIn(lang: Lang): Promise<HelpTexts[Lang]> {
  const t = await messagesIn(lang);
  const layOuts = [
    ["create", layOutCreate] as const,
    ...commandNames.map((name) => [name, layOutOf(name)] as const),
  ];
  const texts = layOuts.map(async ([name, layOut]) => {
    const widths = HELP_WIDTHS.map(async (width) => [width, await layOut(t, width)] as const);
    return [name, Object.fromEntries(await Promise.all(widths))] as const;
  });
  return Object.fromEntries(await Promise.all(texts)) as HelpTexts[Lang];
}

function layOutCreate(t: Messages, width: number): Promise<string> {
  const help = start(t, width)
    .usage(`${t.help.usage(t.help.folder)}\n\n${t.help.about}`)
    .epilogue(
      [t.help.negation, t.help.commandFolder, t.help.more("create-llmbrick-sse doctor --help")].join("\n"),
    )
    .example("npm create llmbrick-sse@latest my-server -- --yes", t.help.exampleDefaults)
    .example(
      "npm create llmbrick-sse@latest copy -- --answers my-server/.llmbrick.json",
      t.help.exampleAnswers,
    );
  for (const name of commandNames) help.command(usageOf(name), t.commands[name]);
  return withFlags(help, t, (name) => !(isControl(name) && controlOf(name).isOfCommands)).getHelp();
}

const layOutOf = (name: CommandName) => (t: Messages, width: number) => {
  const taken = flagNamesOf(syntaxes[name]);
  const help = start(t, width).usage(`${t.help.usage(usageOf(name))}\n\n${t.commands[name]}`);
  return withFlags(help, t, (flag) => taken.includes(flag)).getHelp();
};

function start(t: Messages, width: number): Argv {
  return yargs([])
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
    .help(false)
    .version(false)
    .wrap(width);
}

function withFlags(help: Argv, t: Messages, isTaken: (name: string) => boolean): Argv {
  for (const name of shownOptionNames.filter((option) => !specOf(option).positional && isTaken(option))) {
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
  for (const name of controlNames.filter(isTaken)) {
    const { alias } = controlOf(name);
    help.option(flagOf(name).slice(2), {
      describe: t.controls[name],
      type: isValued(name) ? "string" : "boolean",
      ...(alias && { alias }),
    });
  }
  return help;
}
