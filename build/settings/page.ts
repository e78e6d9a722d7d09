import type { Setting } from "./setting.ts";
import { inPython } from "./values.ts";

/** What the test page shows: first what is counted or listed, then what is on or off. */
function shownOnPage(table: readonly Setting[]): Setting[] {
  const shown = table.filter(({ isOnPage }) => isOnPage);
  const isFlag = ({ kind }: Setting) => kind.type === "flag";
  return [...shown.filter((setting) => !isFlag(setting)), ...shown.filter(isFlag)];
}

/** As a Node server tells the page. */
export const inNodeReply = (table: readonly Setting[]): string =>
  shownOnPage(table)
    .map(({ name }) => `    ${name}: config.${name},\n`)
    .join("");

/** As a Python server tells it. */
export const inPythonReply = (table: readonly Setting[]): string =>
  shownOnPage(table)
    .map(({ name }) => `        "${name}": settings.${inPython(name)},\n`)
    .join("");
