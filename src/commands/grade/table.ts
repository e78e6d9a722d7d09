import type { Messages } from "../../i18n/messages.ts";
import { spelt } from "../../plain.ts";
import { columnsOf, padColumns } from "../../terminal/columns.ts";
import type { Lesson } from "./bench.ts";
import type { Grade } from "./compare.ts";

/** Columns of a name. */
const WIDEST = 30;

/** For the teacher at the terminal: a line a submission, a sign a lesson, and below it what does not match. */
export function tableText(grades: readonly Grade[], lessons: readonly Lesson[], t: Messages): string {
  const names = grades.map(({ name }) => short(name));
  const width = Math.max(columnsOf(t.grade.name), ...names.map(columnsOf));
  const heads = lessons.map(({ name }) => name.slice(0, 2)).join(" ");
  return [
    `${padColumns(t.grade.name, width)}  ${heads}  ${t.grade.points}`,
    ...grades.flatMap((grade, index) => {
      const { marks, points, fault } = grade;
      const signs = lessons.map(({ name }) => {
        const mark = marks.find(({ lesson }) => lesson === name);
        return mark?.points ? " +" : !mark || mark.outcome.state === "missing" ? " ." : " -";
      });
      const row = `${padColumns(names[index] ?? "", width)}  ${fault ? t.grade.faults[fault] : `${signs.join(" ")}  ${points}`}`;
      return [row, ...remarksOf(grade, lessons, t).map((remark) => `    ${remark}`)];
    }),
  ].join("\n");
}

/** What is to be said of a submission, in words. */
export function remarksOf({ marks, mismatches }: Grade, lessons: readonly Lesson[], t: Messages): string[] {
  return [
    ...mismatches.map((mismatch) => t.grade.mismatches[mismatch]),
    ...marks.flatMap(({ lesson, outcome, mismatches: own }) => {
      const { told = {} } = lessons.find(({ name }) => name === lesson) ?? {};
      const why =
        outcome.state === "failed"
          ? [t.grade.failed(told[outcome.check]?.title ?? outcome.check)]
          : outcome.state === "ended" || outcome.state === "late"
            ? [t.grade.states[outcome.state]]
            : [];
      const said = [...why, ...own.map((mismatch) => t.grade.mismatches[mismatch])];
      return said.length > 0 ? [`${lesson}: ${said.join(t.grade.and)}`] : [];
    }),
  ];
}

/** For a spreadsheet (RFC 4180), with a byte order mark, by which Excel knows UTF-8. */
export function csvText(grades: readonly Grade[], lessons: readonly Lesson[], t: Messages): string {
  const rows = [
    [t.grade.name, t.grade.owner, ...lessons.map(({ name }) => name), t.grade.points, t.grade.remarks],
    ...grades.map((grade) => {
      const { name, owner, marks, points, fault } = grade;
      const own = lessons.map((lesson) =>
        String(marks.find((mark) => mark.lesson === lesson.name)?.points ?? 0),
      );
      const remarks = fault ? [t.grade.faults[fault]] : remarksOf(grade, lessons, t);
      return [name, owner, ...own, String(points), remarks.join("\n")];
    }),
  ];
  return `\uFEFF${rows.map((row) => row.map(cell).join(",")).join("\r\n")}`;
}

/**
 * A text that a spreadsheet would take for a formula is kept from it by a quote before it, also behind a semicolon: where
 * that is what separates a list, it begins a cell.
 */
function cell(text: string): string {
  const plain = spelt(text.replaceAll("\n", "; ")).replace(/(?:^|; *)(?=[=+\-@])/g, "$&'");
  return /[",]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

function short(text: string): string {
  const plain = spelt(text);
  if (columnsOf(plain) <= WIDEST) return plain;
  let cut = [...plain];
  while (columnsOf(cut.join("")) > WIDEST - 1) cut = cut.slice(0, -1);
  return `${cut.join("")}…`;
}
