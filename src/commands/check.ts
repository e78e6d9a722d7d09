import { languageOf } from "../i18n/language.ts";
import { startProgress } from "../report/progress.ts";
import { columnsOf, padColumns } from "../terminal/columns.ts";
import { styleOf } from "../terminal/style.ts";
import { examine, type Finding, type Status } from "./check/examine.ts";
import { locate } from "./check/locate.ts";
import { clauseWords } from "./check/promises.ts";
import { targetOf } from "./check/target.ts";
import type { CommandReport, Run } from "./command.ts";

/** Holds a server that runs somewhere to the clauses that this project's own tests run. */
export async function check(run: Run): Promise<CommandReport> {
  const { io, t, line, human } = run;
  const start = performance.now();
  const target = await targetOf(run);
  const words = await clauseWords(languageOf([line.given.lang], io));
  const progress = startProgress(human, io.env);
  try {
    progress.show(target.url.href);
    const place = await locate(target, run);
    const findings = await examine(place, target, run, words, (promise) => progress.show(promise));
    const clauses = findings.map((finding) => ({ ...finding, promise: words.promise(finding.promise) }));

    const countOf = (status: Status) => findings.filter((finding) => finding.status === status).length;
    const counts = { kept: countOf("kept"), broken: countOf("broken"), skipped: countOf("skipped") };
    const isWhole = !findings.some(({ reason }) => reason === "time");
    const endpoint = new URL(place.endpoint, place.url).href;
    const ending =
      counts.kept + counts.broken === 0 ? t.check.nothing : isWhole ? undefined : t.check.outOfTime;
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const text = [
      t.check.endpoint(endpoint, place.model),
      ...rowsOf(clauses, run),
      t.check.summary(counts.kept, counts.broken, counts.skipped, seconds),
      ...(ending === undefined ? [] : [ending]),
    ].join("\n");
    const exitCode = ending === undefined && counts.broken === 0 ? 0 : 1;
    return { exitCode, text, document: { endpoint, model: place.model, ...counts, clauses } };
  } finally {
    progress.end();
  }
}

function rowsOf(findings: readonly Finding[], { io, t, human }: Run): string[] {
  const { paint } = styleOf(io, human);
  const colors = { kept: "green", broken: "red", skipped: "dim" } as const;
  const statusWidth = Math.max(...Object.values(t.check.statuses).map(columnsOf));
  const sectionWidth = Math.max(...findings.map(({ section }) => section.length));
  return findings.flatMap(({ section, promise, status, found, reason }) => {
    const mark = paint(colors[status], padColumns(t.check.statuses[status], statusWidth));
    const words = reason === undefined ? promise : t.check.skipped(promise, t.check.reasons[reason]);
    return [
      `${mark}  ${section.padEnd(sectionWidth)}  ${words}`,
      ...(found === undefined ? [] : [`${" ".repeat(statusWidth + sectionWidth + 4)}${found}`]),
    ];
  });
}
