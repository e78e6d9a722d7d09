import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Progress, sha256 } from "./progress.ts";
import { extension, folder, names, readLesson, root, shown } from "./project.ts";
import { say, words } from "./words.ts";

/** What is reported of one lesson. */
interface Row {
  name: string;
  /** Of its checks, as they are here. */
  hash: string;
  attempts: number;
  begun: string | null;
  passed: string | null;
  /** Whether the solution was looked at before it was passed. */
  looked: boolean;
  /** Of the handler that passed. */
  handler: string | null;
}

/** Writes the report, as JSON and as a page with the certificate. */
export function report(progress: Progress, name: string): string {
  const { generatorVersion } = JSON.parse(readFileSync(join(root, ".llmbrick.json"), "utf8"));
  const at = new Date().toISOString();
  const rows = names.map((lesson) => rowOf(lesson, progress));
  const document = {
    format: 1,
    name,
    at,
    generatorVersion,
    runtime: `node ${process.versions.node}`,
    language: extension.slice(1),
    lessons: rows,
    attempts: progress.attempts,
  };
  const [json, html] = [join(root, "lesson-report.json"), join(root, "lesson-report.html")];
  writeFileSync(json, `${JSON.stringify(document, null, 2)}\n`);
  writeFileSync(html, certificate(rows, name, at, progress.attempts.at(-1)?.hash ?? ""));
  const isEmpty = rows.every((row) => row.passed === null);
  return `${say("reported", shown(json), shown(html))}${isEmpty ? `\n${words.nonePassed}` : ""}`;
}

function rowOf(name: string, progress: Progress): Row {
  const own = progress.attempts.filter(({ lesson }) => lesson === name);
  const passed = own.find(({ result }) => result === "passed");
  const looked = own.find(({ result }) => result === "solution");
  return {
    name,
    hash: sha256(readFileSync(join(folder, name, "checks.json"), "utf8")),
    attempts: own.filter(({ result }) => result !== "solution").length,
    begun: own[0]?.at ?? null,
    passed: passed?.at ?? null,
    looked: looked !== undefined && (!passed || own.indexOf(looked) < own.indexOf(passed)),
    handler: passed?.handler ?? null,
  };
}

/** One page, which needs nothing else. */
function certificate(rows: readonly Row[], name: string, at: string, hash: string): string {
  const told = words.certificate;
  const passed = rows.filter((row) => row.passed).length;
  const values: Record<string, string> = {
    ...told,
    name,
    has: (passed > 0 ? told.has : told.begins) as string,
    passed: fill(told.passed as string, passed, rows.length),
    day: at.slice(0, 10),
    hash,
  };
  const cells = ({ name: lesson, attempts, passed, looked }: Row) => [
    readLesson(lesson).title,
    String(attempts),
    (passed ? (looked ? told.looked : words.passed) : told.open) as string,
  ];
  const lines = rows.map(
    (row) =>
      `      <tr>${cells(row)
        .map((cell) => `<td>${escapeHtml(cell)}</td>`)
        .join("")}</tr>`,
  );
  const template = readFileSync(join(folder, "certificate.html"), "utf8");
  const page = template.replace('lang="en"', `lang="${words.lang}"`);
  // All at once, so that no value is read as a place for another.
  return page.replace(/\{(\w+)\}/g, (place, key) =>
    key === "rows" ? lines.join("\n") : key in values ? escapeHtml(values[key] as string) : place,
  );
}

const fill = (text: string, ...values: unknown[]) =>
  text.replace(/\{(\d)\}/g, (_place, index) => String(values[index]));

const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
