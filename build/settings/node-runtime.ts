import type { Kind, Setting } from "./setting.ts";
import { fallbackOf, formulaOf, grouped, variablesOf } from "./values.ts";

/** What the formatter allows on a line. */
const LINE_WIDTH = 110;

const types = { integer: "number", seconds: "number", flag: "boolean", text: "string", list: "string[]" };

/** Those of the kinds that texts and lists are of; where one serves two settings, the file names it. */
const texts = {
  host: String.raw`text(expected.host, /^[\w.:%-]+$/)`,
  path: "path",
  file: "file",
  models: String.raw`list(expected.models, /\S/, 1)`,
  hosts: String.raw`list(expected.hosts, /^(\[[\da-f:.]+\]|[\w.-]+)$/i)`,
  origins: String.raw`list(expected.origins, /^https?:\/\/[\w.:[\]-]+$/)`,
  keys: String.raw`list(expected.keys, /^[\x21-\x7e]+$/)`,
};

/** The members of the type that an application's configuration has: all but what the environment alone may hold. */
export const configMembers = (table: readonly Setting[]): string =>
  table
    .filter(({ isSecret }) => !isSecret)
    .map((setting) => `${docOf(setting)}  ${setting.name}?: ${typeOf(setting)};\n`)
    .join("");

/** The members in which the configuration in force differs from it. */
export const resolvedMembers = (table: readonly Setting[]): string =>
  table
    .filter((setting) => setting.isSecret || mayBeUndefined(setting))
    .map((setting) => {
      const doc = setting.isSecret ? docOf(setting) : "";
      return `${doc}  ${setting.name}: ${types[setting.kind.type]};\n`;
    })
    .join("");

/** The entries of the table by which the runtime resolves them. */
export const tableEntries = (table: readonly Setting[]): string => table.map(entry).join("");

function entry(setting: Setting): string {
  const fields = [
    `kind: ${kindIn(setting.kind)}`,
    `variables: [${variablesOf(setting)
      .map((name) => `"${name}"`)
      .join(", ")}]`,
    `fallback: ${fallbackIn(setting)}`,
    ...(setting.isSecret ? ["isSecret: true"] : []),
  ];
  const line = `  ${setting.name}: { ${fields.join(", ")} },\n`;
  if (line.length <= LINE_WIDTH + 1) return line;
  return `  ${setting.name}: {\n${fields.map((field) => `    ${field},\n`).join("")}  },\n`;
}

function kindIn(kind: Kind): string {
  switch (kind.type) {
    case "integer":
      return `integer(${grouped(kind.min)}, ${limit(kind.max)})`;
    case "seconds":
      return `seconds(${kind.min}, 86_400)`;
    case "flag":
      return "flag";
    default:
      return texts[kind.of];
  }
}

const limit = (max: number) => (max === Number.MAX_SAFE_INTEGER ? "Number.MAX_SAFE_INTEGER" : grouped(max));

function fallbackIn(setting: Setting): string {
  const formula = formulaOf(setting, (name) => `config.${name}`);
  if (formula !== undefined) return `(config) => ${formula}`;
  return inCode(fallbackOf(setting));
}

/** As JSON, with the blanks that the formatter writes. */
const inCode = (value: unknown) => JSON.stringify(value).replaceAll('","', '", "');

/** What is chosen may be left to a default that hangs on other settings. */
const mayBeUndefined = (setting: Setting) => setting.chosen !== undefined && formulaOf(setting) !== undefined;

const typeOf = (setting: Setting) =>
  `${types[setting.kind.type]}${mayBeUndefined(setting) ? " | undefined" : ""}`;

function docOf(setting: Setting): string {
  const doc = setting.doc?.node?.replace("{default}", () => inWords(setting));
  return doc === undefined ? "" : `  /** ${doc} */\n`;
}

const list = new Intl.ListFormat("en");

/** A default, as a sentence tells it: "gpt-4o and claude-3". */
function inWords(setting: Setting): string {
  const value = fallbackOf(setting);
  if (Array.isArray(value)) return list.format(value);
  return formulaOf(setting)?.replaceAll("*", "×").replaceAll("_", ",") ?? String(value);
}
