import { runChecks } from "./check.ts";
import type { Result } from "./format.ts";
import {
  addAttempt,
  behind,
  hasPassed,
  noProgress,
  type Progress,
  readProgress,
  writeProgress,
} from "./progress.ts";
import { handlerPath, type Lesson, names, readLesson, shown } from "./project.ts";
import { startServer } from "./server.ts";
import { lessonText, resultText, tellPage } from "./tell.ts";
import { print, say, words } from "./words.ts";
import { beginningOf, keepPassed, readHandler, replaceHandler } from "./work.ts";

/** Begins with the first lesson, where none was begun yet. */
export function current(): Progress {
  const progress = readProgress();
  if (progress) return progress;
  const first = noProgress();
  begin(first, "before");
  return first;
}

/** Makes a lesson the one at hand. `before`: under whose name the handler that is there is kept. */
function begin(progress: Progress, before: string): void {
  const lesson = readLesson(progress.lesson);
  const known = names.includes(before) ? [readLesson(before).start, beginningOf(readLesson(before))] : [];
  const aside = replaceHandler(beginningOf(lesson), before, known);
  writeProgress(progress);
  tellPage(lesson, waiting(lesson));
  if (aside) print(say("kept", shown(aside)));
}

const waiting = ({ checks }: Lesson): Result[] => checks.map(({ name }) => ({ name, state: "waiting" }));

/** Shows the lesson at hand. */
export function show(): void {
  print("", lessonText(readLesson(current().lesson)), "");
}

/** Runs the checks of the lesson at hand. Gives whether they pass. */
export async function check(): Promise<boolean> {
  const { lesson: name } = current();
  const lesson = readLesson(name);
  print(say("checking", shown(handlerPath)));
  const handler = readHandler();
  const results = await runChecks(lesson.checks, startServer);
  const failed = results.find(({ state }) => state === "failed");
  // It may have been written to meanwhile, by a command in another terminal.
  const progress = current();
  if (progress.lesson !== name) return false;
  addAttempt(progress, failed?.name ?? "passed", handler);
  writeProgress(progress);
  if (!failed) keepPassed(name, handler);
  tellPage(lesson, results);
  print(resultText(lesson, results));
  if (!failed) print("", words.allPassed as string, (behind(name) ? words.next : words.allDone) as string);
  return !failed;
}

/** The commands beside those of `main`, by their names. Each gives whether all is well. */
export const commands: Record<string, (argument?: string) => boolean> = {
  list() {
    // Who only looks keeps the handler that is there.
    const progress = readProgress() ?? noProgress();
    for (const [index, name] of names.entries()) {
      const mark = hasPassed(progress, name) ? words.passed : words.waiting;
      print(`${name === progress.lesson ? ">" : " "} ${index + 1}. [${mark}] ${readLesson(name).title}`);
    }
    return true;
  },
  hint() {
    const progress = current();
    const { hints } = readLesson(progress.lesson);
    const number = Math.min((progress.hints[progress.lesson] ?? 0) + 1, hints.length);
    writeProgress({ ...progress, hints: { ...progress.hints, [progress.lesson]: number } });
    print(say("hint", number, hints.length, hints[number - 1]));
    return true;
  },
  reset() {
    const { lesson } = current();
    const { start, solution } = readLesson(lesson);
    const aside = replaceHandler(start, lesson, [solution]);
    print(say("reset", shown(handlerPath)));
    if (aside) print(say("kept", shown(aside)));
    return true;
  },
  solution() {
    const progress = current();
    const { lesson } = progress;
    const isEarly = !hasPassed(progress, lesson);
    const { solution, start } = readLesson(lesson);
    if (isEarly) {
      addAttempt(progress, "solution", readHandler());
      writeProgress(progress);
    }
    const aside = replaceHandler(solution, lesson, [start]);
    if (isEarly) print(words.solutionMarked as string);
    print(say("solution", shown(handlerPath)));
    if (aside) print(say("kept", shown(aside)));
    return true;
  },
  jump(to = "") {
    const name = names[Number(to) - 1] ?? names.find((lesson) => lesson === to);
    if (!name) {
      print(say("noLesson", to, names.map((lesson, index) => `${index + 1} ${lesson}`).join(", ")));
      return false;
    }
    const progress = current();
    const { lesson: before } = progress;
    begin({ ...progress, lesson: name }, before);
    show();
    return true;
  },
  next() {
    const progress = current();
    const name = behind(progress.lesson);
    if (!name) print(words.allDone as string);
    else if (!hasPassed(progress, progress.lesson)) {
      print(say("passFirst", names.indexOf(name) + 1));
      return false;
    } else return commands.jump?.(name) ?? false;
    return true;
  },
};
