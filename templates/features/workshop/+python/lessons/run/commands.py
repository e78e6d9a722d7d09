"""What the runner can be told."""

from collections.abc import Callable

from .check import Result, run_checks
from .progress import Progress, behind, read_progress, write_progress
from .project import HANDLER, NAMES, WORDS, Lesson, read_lesson, say, shown, write
from .server import start_server
from .tell import lesson_text, result_text, tell, tell_page
from .work import beginning_of, passed_path, read_handler, replace_handler


def current() -> Progress:
    """Begins with the first lesson, where none was begun yet."""
    progress = read_progress()
    if progress is None:
        progress = Progress()
        begin(progress, "before")
    return progress


def begin(progress: Progress, before: str) -> None:
    """Makes a lesson the one at hand. `before`: under whose name the handler that is there is kept."""
    lesson = read_lesson(progress.lesson)
    known = [read_lesson(before).start, beginning_of(read_lesson(before))] if before in NAMES else []
    aside = replace_handler(beginning_of(lesson), before, known)
    write_progress(progress)
    tell_page(lesson, waiting(lesson))
    if aside:
        tell(say("kept", shown(aside)))


def waiting(lesson: Lesson) -> list[Result]:
    return [Result(check["name"], "waiting") for check in lesson.checks]


def show() -> None:
    """Shows the lesson at hand."""
    tell("", lesson_text(read_lesson(current().lesson)), "")


async def check() -> bool:
    """Runs the checks of the lesson at hand. Returns whether they pass."""
    name = current().lesson
    lesson = read_lesson(name)
    tell(say("checking", shown(HANDLER)))
    handler = read_handler()
    results = await run_checks(lesson.checks, start_server)
    failed = next((result for result in results if result.state == "failed"), None)
    # It may have been written to meanwhile, by a command in another terminal.
    progress = current()
    if progress.lesson != name:
        return False
    progress.add(failed.name if failed else "passed", handler)
    write_progress(progress)
    if not failed:
        write(passed_path(name), handler)
    tell_page(lesson, results)
    tell(result_text(lesson, results))
    if not failed:
        tell("", WORDS["allPassed"], WORDS["next"] if behind(name) else WORDS["allDone"])
    return not failed


def list_lessons(_: str) -> bool:
    # Who only looks keeps the handler that is there.
    progress = read_progress() or Progress()
    for number, name in enumerate(NAMES, 1):
        mark = WORDS["passed"] if progress.has_passed(name) else WORDS["waiting"]
        tell(f"{'>' if name == progress.lesson else ' '} {number}. [{mark}] {read_lesson(name).title}")
    return True


def hint(_: str) -> bool:
    progress = current()
    hints = read_lesson(progress.lesson).hints
    number = min(progress.hints.get(progress.lesson, 0) + 1, len(hints))
    progress.hints[progress.lesson] = number
    write_progress(progress)
    tell(say("hint", number, len(hints), hints[number - 1]))
    return True


def reset(_: str) -> bool:
    lesson = read_lesson(current().lesson)
    aside = replace_handler(lesson.start, lesson.name, [lesson.solution])
    tell(say("reset", shown(HANDLER)))
    if aside:
        tell(say("kept", shown(aside)))
    return True


def solution(_: str) -> bool:
    progress = current()
    lesson = read_lesson(progress.lesson)
    if not progress.has_passed(lesson.name):
        progress.add("solution", read_handler())
        write_progress(progress)
        tell(WORDS["solutionMarked"])
    aside = replace_handler(lesson.solution, lesson.name, [lesson.start])
    tell(say("solution", shown(HANDLER)))
    if aside:
        tell(say("kept", shown(aside)))
    return True


def jump(to: str) -> bool:
    numbers = {str(number): name for number, name in enumerate(NAMES, 1)}
    name = numbers.get(to) or (to if to in NAMES else None)
    if name is None:
        tell(say("noLesson", to, ", ".join(f"{number} {lesson}" for number, lesson in numbers.items())))
        return False
    progress = current()
    before, progress.lesson = progress.lesson, name
    begin(progress, before)
    show()
    return True


def next_lesson(_: str) -> bool:
    progress = current()
    name = behind(progress.lesson)
    if name is None:
        tell(WORDS["allDone"])
        return True
    if not progress.has_passed(progress.lesson):
        tell(say("passFirst", NAMES.index(name) + 1))
        return False
    return jump(name)


#: The commands beside those of main.py, by their names. Each returns whether all is well.
COMMANDS: dict[str, Callable[[str], bool]] = {
    "list": list_lessons,
    "hint": hint,
    "reset": reset,
    "solution": solution,
    "jump": jump,
    "next": next_lesson,
}
