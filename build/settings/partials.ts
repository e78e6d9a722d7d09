import { envLines, type Language, nodeValues, pythonValues, readmeRows } from "./documents.ts";
import type { Setting } from "./setting.ts";
import { settings } from "./table.ts";
import { fallbackOf } from "./values.ts";

/** A line of a template that stands for what the table of settings says there. */
const PARTIAL = /^\{\{> (settings-\w+)\}\}\n/gm;

/** The place of the seconds after which a supervisor may kill a server that it has told to stop. */
const STOP_SECONDS = /\{\{> stop-seconds\}\}/g;
/** What the server takes, at most, after it has cut the streams that were still open. */
const MARGIN = 5;

type Partial = (table: readonly Setting[], language: Language, isPython: boolean) => string;

const partials: Readonly<Record<string, Partial>> = {
  "settings-rows": readmeRows,
  "settings-env": envLines,
  "settings-values": (table, language, isPython) =>
    isPython ? pythonValues(table, language, false) : nodeValues(table, language),
  "settings-apart": (table, language) => pythonValues(table, language, true),
};

/** Puts the settings into the source of a template, in the language and for the platform that its path says. */
export function withSettings(source: string, path: string, layer: string, table = settings): string {
  const language = path.includes(".zh-TW.") ? "zh-TW" : "en";
  return source
    .replace(STOP_SECONDS, () => String(shutdownGrace(table) + MARGIN))
    .replace(PARTIAL, (line, name) => partials[name]?.(table, language, layer === "python") ?? line);
}

/** Its default, in seconds. */
function shutdownGrace(table: readonly Setting[]): number {
  const setting = table.find(({ name }) => name === "shutdownGrace");
  return setting ? Number(fallbackOf(setting)) : 0;
}
