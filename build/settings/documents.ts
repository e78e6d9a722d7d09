import { groups, type Setting, type Words } from "./setting.ts";
import { fallbackOf, inPython, variablesOf } from "./values.ts";

export type Language = keyof Words;

/** The settings under each heading, in the order in which users read of them. */
const grouped = (table: readonly Setting[]) =>
  Object.entries(groups)
    .map(([group, title]) => ({ title, own: table.filter((setting) => setting.group === group) }))
    .filter(({ own }) => own.length > 0);

/** The rows of the settings in the table of a README. */
export function readmeRows(table: readonly Setting[], language: Language, isPython: boolean): string {
  return grouped(table)
    .flatMap(({ own }) => own)
    .filter(({ inRowOf }) => inRowOf === undefined)
    .map((setting) => {
      const others = table.filter(({ inRowOf }) => inRowOf === setting.name);
      const named = `\`${setting.name}\`${setting.row?.[language] ?? ""}`;
      const label = isPython ? wordsInPython(named) : (setting.label?.[language] ?? named);
      const variables = [setting, ...others].flatMap(variablesOf).map((name) => `\`${name}\``);
      const listed = variables.join(language === "en" ? ", " : "、");
      return `| ${label} | ${shown(setting, language, isPython)} | ${listed} |\n`;
    })
    .join("");
}

function shown(setting: Setting, language: Language, isPython: boolean): string {
  const { chosen, kind, fallbackWords } = setting;
  if (chosen !== undefined) return `{{code ${isPython && kind.type === "flag" ? `(py ${chosen})` : chosen}}}`;
  return fallbackWords?.[language] ?? `\`${fallbackOf(setting)}\``;
}

/** Words that name settings, as Python spells these: `max_body_bytes`, None. */
const wordsInPython = (text: string) => text.replace(/`\w+`/g, inPython).replace("undefined", "None");

/** The lines of .env.example. */
export function envLines(table: readonly Setting[], language: Language): string {
  return grouped(table)
    .map(({ title, own }) => {
      const lines = own.flatMap((setting) => [
        ...(setting.note ? [`# ${setting.note[language]}`] : []),
        envLine(setting),
      ]);
      return [`# ${title[language]}`, ...lines, ""].join("\n");
    })
    .join("\n");
}

/** What the user did not choose is a comment. */
function envLine(setting: Setting): string {
  const { chosen, isLeftUnset, fallbackWords } = setting;
  const [variable] = variablesOf(setting);
  if (chosen === undefined) return `# ${variable}=${fallbackWords ? "" : fallbackOf(setting)}`;
  return `${isLeftUnset ? "# " : ""}${variable}={{env ${chosen === "models" ? "modelsEnv" : chosen}}}`;
}

/** The values that the user chose, in the file of settings of a Node project. */
export const nodeValues = (table: readonly Setting[], language: Language): string =>
  grouped(table)
    .map(({ own }) =>
      own
        .filter(({ chosen }) => chosen !== undefined)
        .map(({ name, chosen, comment }) => {
          const above = comment ? `  /** ${comment[language]} */\n` : "";
          return `${above}  ${name}: {{json ${chosen}}},\n`;
        })
        .join(""),
    )
    .filter((lines) => lines !== "")
    .join("\n");

/** The values that the user chose, as arguments of LLMBrick's configuration; or those that it does not have. */
export const pythonValues = (table: readonly Setting[], language: Language, areApart: boolean): string =>
  grouped(table)
    .flatMap(({ own }) => own)
    .filter(({ chosen, isApartInPython = false }) => chosen !== undefined && isApartInPython === areApart)
    .map(({ name, chosen, comment, commentInPython = comment }) => {
      const indent = areApart ? "" : "    ";
      const above = commentInPython ? `${indent}# ${commentInPython[language]}\n` : "";
      return areApart
        ? `${above}${inPython(name)} = {{py ${chosen}}}\n`
        : `${above}${indent}${inPython(name)}={{py ${chosen}}},\n`;
    })
    .join("");
