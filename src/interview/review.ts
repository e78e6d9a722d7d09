import type { Messages } from "../i18n/messages.ts";
import { type OptionName, type Options, optionNames } from "../options/table.ts";
import type { FileChange } from "../plan/changes.ts";
import { valueText } from "../report/option-words.ts";
import { countsText } from "../report/text.ts";
import { columnsOf, padColumns, wrapWords } from "../terminal/columns.ts";
import { topics } from "./interview.ts";
import { limitsText } from "./questions.ts";

/** One choice in words. */
export interface Row {
  readonly name: OptionName | "limits";
  readonly label: string;
  readonly value: string;
}

const GAP = "  ";
const NARROWEST_VALUE = 16;

/** The limits' common question comes before the limits themselves. */
const order = [...new Set([...topics.slice(0, topics.indexOf("limits") + 1), ...optionNames])];

/** All options of these names, in words, in the order in which they are asked. */
export function rowsOf(names: readonly Row["name"][], options: Options, t: Messages): Row[] {
  const keepsLimits = !names.includes("maxMessageLength");
  return order
    .filter((name) => names.includes(name))
    .map((name) => ({
      name,
      label: t.labels[name],
      value: name === "limits" ? limitsOf(keepsLimits, options, t) : valueText(options[name], t),
    }));
}

const limitsOf = (keepsLimits: boolean, options: Options, t: Messages): string =>
  keepsLimits ? limitsText(options, t) : t.review.ownLimits;

/** A table of two columns; where it is too narrow for that, each value stands below its label. */
export function tableOf(rows: readonly Omit<Row, "name">[], width: number): string {
  const labelWidth = widthOf(rows);
  const valueWidth = width - labelWidth - 2 * GAP.length;
  const isNarrow = valueWidth < NARROWEST_VALUE;
  return rows
    .flatMap(({ label, value }) => {
      if (isNarrow) return [label, ...wrapWords(value, width - 2 * GAP.length).map((line) => GAP + line)];
      return wrapWords(value, valueWidth).map(
        (line, index) => padColumns(index === 0 ? label : "", labelWidth) + GAP + line,
      );
    })
    .map((line) => GAP + line)
    .join("\n");
}

/** The rows as choices, their columns aligned. */
export const titlesOf = (rows: readonly Row[]): string[] =>
  rows.map(({ label, value }) => padColumns(label, widthOf(rows)) + GAP + value);

const widthOf = (rows: readonly Omit<Row, "name">[]) =>
  Math.max(...rows.map(({ label }) => columnsOf(label)));

/** What happens to how many files, and to which of those that are there already. */
export function fileRows(changes: readonly FileChange[], t: Messages): Omit<Row, "name">[] {
  const touched = (["overwrite", "keep"] as const).map((action) => ({
    label: `  ${t.report.actions[action]}`,
    value: changes
      .filter((change) => change.action === action)
      .map(({ path }) => path)
      .join(", "),
  }));
  return [
    { label: t.review.files, value: countsText(changes, t) },
    ...touched.filter(({ value }) => value !== ""),
  ];
}
