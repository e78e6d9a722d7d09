import { type Group, groups, type Setting, type Words } from "./table.ts";

type Language = keyof Words;

/** A line of a template that stands for what the table of settings says there. */
const PARTIAL = /^\{\{> (settings-rows|settings-env)\}\}\n/gm;

/** The place of the seconds after which a supervisor may kill a server that it has told to stop. */
const STOP_SECONDS = /\{\{> stop-seconds\}\}/g;
/** What the server takes, at most, after it has cut the streams that were still open. */
const MARGIN = 5;

/** Puts the settings into the source of a template, in the language and for the platform that its path says. */
export function withSettings(source: string, path: string, layer: string, table = groups): string {
  const language = path.includes(".zh-TW.") ? "zh-TW" : "en";
  const isPython = layer === "python";
  return source.replace(STOP_SECONDS, String(shutdownGrace(table) + MARGIN)).replace(PARTIAL, (_, name) =>
    name === "settings-env"
      ? envLines(table, language)
      : table
          .flatMap(({ settings }) => settings)
          .map((setting) => row(setting, language, isPython))
          .join(""),
  );
}

/** Its default, in seconds. */
function shutdownGrace(table: readonly Group[]): number {
  const setting = table.flatMap(({ settings }) => settings).find(({ name }) => name === "shutdownGrace");
  return setting && "default" in setting.value ? Number(setting.value.default) : 0;
}

/** The settings' row in the table of a README. */
function row(setting: Setting, language: Language, isPython: boolean): string {
  const named = `\`${setting.name}\`${setting.row?.[language] ?? ""}`;
  const label = isPython ? inPython(named) : (setting.label?.[language] ?? named);
  const variables = setting.variables.map((name) => `\`${name}\``).join(language === "en" ? ", " : "、");
  return `| ${label} | ${shown(setting, language, isPython)} | ${variables} |\n`;
}

function shown({ value, isFlag }: Setting, language: Language, isPython: boolean): string {
  if ("words" in value) return value.words[language];
  if ("default" in value) return `\`${value.default}\``;
  return `{{code ${isPython && isFlag ? `(py ${value.chosen})` : value.chosen}}}`;
}

/** Words that name settings, as Python spells these: `max_body_bytes`, None. */
const inPython = (text: string) =>
  text
    .replace(/`\w+`/g, (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
    .replace("undefined", "None");

function envLines(table: readonly Group[], language: Language): string {
  return table
    .map(({ title, settings }) => {
      const lines = settings.flatMap((setting) => [
        ...(setting.note ? [`# ${setting.note[language]}`] : []),
        ...variablesOf(setting),
      ]);
      return [`# ${title[language]}`, ...lines, ""].join("\n");
    })
    .join("\n");
}

/** A line for each variable of ours; what the user did not choose is a comment. */
function variablesOf({ variables, value, isLeftUnset }: Setting): string[] {
  const ours = variables.filter((name) => name.startsWith("LLMBRICK_"));
  if ("words" in value) return ours.map((name) => `# ${name}=`);
  if ("default" in value) return ours.map((name) => `# ${name}=${value.default}`);
  const chosen = value.chosen === "models" ? "modelsEnv" : value.chosen;
  return ours.map((name) => `${isLeftUnset ? "# " : ""}${name}={{env ${chosen}}}`);
}
