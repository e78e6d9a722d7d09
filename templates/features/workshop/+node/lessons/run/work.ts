import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { extension, folder, handlerPath, type Lesson } from "./project.ts";

export const readHandler = (): string => (existsSync(handlerPath) ? readFileSync(handlerPath, "utf8") : "");

/** Where the handler is kept that has passed a lesson. */
const passedPath = (lesson: string) => join(folder, "work", lesson, `handler${extension}`);

/** Keeps the handler that has passed. */
export const keepPassed = (lesson: string, code: string): void => write(passedPath(lesson), code);

/**
 * Puts a handler in the place of the reader's, whose own is kept aside first, unless it is in a file already.
 * Gives where it is kept.
 */
export function replaceHandler(code: string, before: string, known: readonly string[]): string | undefined {
  const own = readHandler();
  const isKnown = [code, "", ...known].includes(own);
  const aside = isKnown ? undefined : freePath(before);
  if (aside) write(aside, own);
  write(handlerPath, code);
  return aside;
}

/** What a lesson begins with: what has passed it, if anything has, and its start otherwise. */
export const beginningOf = ({ name, start }: Lesson): string =>
  existsSync(passedPath(name)) ? readFileSync(passedPath(name), "utf8") : start;

function freePath(lesson: string): string {
  for (let number = 1; ; number++) {
    const path = join(folder, "work", lesson, `aside-${number}${extension}`);
    if (!existsSync(path)) return path;
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
