import type { Lang } from "../options/table.ts";

const NARROWEST = 60;

/** The widths, in columns, for which the help is laid out, the usual one first. */
export const HELP_WIDTHS = [100, 80, NARROWEST] as const;

type HelpWidth = (typeof HELP_WIDTHS)[number];

/** The help of each command, by its name, in each language and for each width. */
export type HelpTexts = Readonly<Record<Lang, Readonly<Record<string, Readonly<Record<HelpWidth, string>>>>>>;

/** The widest layout that fits into so many columns. */
export function helpWidth(columns: number = HELP_WIDTHS[0]): HelpWidth {
  return HELP_WIDTHS.find((width) => width <= columns) ?? NARROWEST;
}
