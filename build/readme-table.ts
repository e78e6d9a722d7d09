import { commandNames, usageOf } from "../src/commands/table.ts";
import { en } from "../src/i18n/en.ts";
import { kindOf } from "../src/options/kinds/index.ts";
import { flagOf } from "../src/options/names.ts";
import {
  type ControlName,
  controlNames,
  controlOf,
  type OptionName,
  shownOptionNames,
  specOf,
} from "../src/options/table.ts";
import { allowedValues, defaultText } from "../src/report/option-words.ts";

/** The option table of the README, in Markdown. */
function readmeTable(): string {
  const controls = controlNames.filter((name) => !controlOf(name).isOfCommands);
  return [
    "| Option | What it says | Default | Values |",
    "| --- | --- | --- | --- |",
    ...shownOptionNames.map(optionRow),
    ...controls.map(controlRow),
    "",
  ].join("\n");
}

/** The commands of the README, in Markdown. */
function readmeCommands(): string {
  const rows = commandNames.map((name) => row([`create-llmbrick-sse ${usageOf(name)}`], en.commands[name]));
  return ["| Command | What it does |", "| --- | --- |", ...rows, ""].join("\n");
}

/** The README with each table put between its two marks. */
export function withReadmeTables(readme: string): string {
  return between("commands", readmeCommands(), between("options", readmeTable(), readme));
}

function between(name: string, table: string, readme: string): string {
  const start = `<!-- ${name}:start -->\n`;
  const end = `<!-- ${name}:end -->`;
  const [before, rest = ""] = readme.split(start);
  const [, after] = rest.split(end);
  if (after === undefined) throw new Error(`The README lacks the marks ${start}and ${end}`);
  return `${before}${start}${table}${end}${after}`;
}

function optionRow(name: OptionName): string {
  const spec = specOf(name);
  const { alias, positional } = spec;
  const { takesValue } = kindOf(spec);
  const flag = flagOf(name);
  const words = kindOf(spec)
    .choices(spec)
    .map((word) => `${flag}=${word}`);
  const spellings = positional
    ? ["[folder]"]
    : [flag, ...(takesValue ? [] : [...words, flag.replace("--", "--no-")]), ...(alias ? [`-${alias}`] : [])];
  const values = takesValue ? allowedValues(name, en) : "";
  return row(spellings, en.options[name], defaultText(name, en), values);
}

function controlRow(name: ControlName): string {
  const { alias, value } = controlOf(name);
  const flag = flagOf(name);
  const spellings = [value === undefined ? flag : `${flag} ${value}`, ...(alias ? [`-${alias}`] : [])];
  return row(spellings, en.controls[name], "", "");
}

function row(spellings: readonly string[], ...cells: readonly string[]): string {
  const first = spellings.map((word) => `\`${word}\``).join(", ");
  return `| ${[first, ...cells].map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
