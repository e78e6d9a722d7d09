import type { Io } from "../io.ts";
import { defaultLanguage } from "../options/defaults.ts";
import { type Lang, optionTable } from "../options/table.ts";

/** The language to speak: the first of the candidates that is one, else the terminal's. */
export function languageOf(candidates: readonly unknown[], io: Pick<Io, "env" | "locale">): Lang {
  const languages: readonly Lang[] = optionTable.lang.choices;
  return (
    languages.find((language) => language === candidates.find((candidate) => candidate !== undefined)) ??
    defaultLanguage(io)
  );
}
