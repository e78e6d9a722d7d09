import type { Kind, Setting } from "./setting.ts";
import { fallbackOf, formulaOf, grouped, inPython } from "./values.ts";

/** What the formatter allows on a line. */
const LINE_WIDTH = 120;

const types = { integer: "int", seconds: "float", flag: "bool", text: "str", list: "list[str]" };

/** Those of the kinds that texts and lists are of; where one serves two settings, the file names it. */
const texts = {
  host: String.raw`text(words.A_HOST, r"[\w.:%-]+")`,
  path: "PATH",
  file: "FILE",
  models: String.raw`several(words.MODELS, r"\s*\S.*", least=1)`,
  hosts: String.raw`several(words.HOSTS, r"\[[\da-fA-F:.]+\]|[\w.-]+")`,
  origins: String.raw`several(words.ORIGINS, r"https?://[\w.:[\]-]+")`,
  keys: String.raw`several(words.KEYS, r"[\x21-\x7e]+")`,
};

/** The fields of the settings in force. */
export const fields = (table: readonly Setting[]): string =>
  table
    .map(({ name, kind, doc }) => {
      const above = doc?.python ? `    #: ${doc.python}\n` : "";
      return `${above}    ${inPython(name)}: ${types[kind.type]}\n`;
    })
    .join("");

/** The entries of the table by which they are resolved. */
export const tableEntries = (table: readonly Setting[]): string => table.map(entry).join("");

function entry(setting: Setting): string {
  const name = inPython(setting.name);
  const parts = [kindIn(setting.kind), fallbackIn(setting)];
  const line = `    "${name}": (${parts.join(", ")}),\n`;
  if (line.length <= LINE_WIDTH + 1) return line;
  return `    "${name}": (\n${parts.map((part) => `        ${part},\n`).join("")}    ),\n`;
}

function kindIn(kind: Kind): string {
  switch (kind.type) {
    case "integer":
      return `integer(${grouped(kind.min)}, ${limit(kind.max)})`;
    case "seconds":
      return `seconds(${kind.min})`;
    case "flag":
      return "FLAG";
    default:
      return texts[kind.of];
  }
}

const limit = (max: number) => (max === Number.MAX_SAFE_INTEGER ? "2**53 - 1" : grouped(max));

function fallbackIn(setting: Setting): string {
  const formula = formulaOf(setting, (name) => `values["${inPython(name)}"]`);
  if (formula !== undefined) return `lambda values: ${formula}`;
  const value = fallbackOf(setting);
  if (typeof value === "boolean") return value ? "True" : "False";
  return JSON.stringify(value).replaceAll('","', '", "');
}
