import { envLines, type Language, nodeValues, pythonValues, readmeRows } from "./documents.ts";
import { durations } from "./durations.ts";
import type { Setting } from "./setting.ts";
import { settings } from "./table.ts";

/** A line of a template that stands for what the table of settings says there. */
const PARTIAL = /^\{\{> (settings-\w+)\}\}\n/gm;

/** The place of seconds that deployment files have: see `durations`. */
const SECONDS = /\{\{> ([a-z]+-seconds)\}\}/g;

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
    .replace(SECONDS, (place, name) => String(durations(table)[name] ?? place))
    .replace(PARTIAL, (line, name) => partials[name]?.(table, language, layer === "python") ?? line);
}
