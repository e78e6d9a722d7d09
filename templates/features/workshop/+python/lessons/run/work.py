"""The reader's handler, and what is kept of it."""

from pathlib import Path

from .project import FOLDER, HANDLER, Lesson, write


def read_handler() -> str:
    return HANDLER.read_text(encoding="utf-8", errors="replace") if HANDLER.exists() else ""


def passed_path(lesson: str) -> Path:
    """Where the handler is kept that has passed a lesson."""
    return FOLDER / "work" / lesson / "handler.py"


def replace_handler(code: str, before: str, known: list[str]) -> Path | None:
    """Puts a handler in the place of the reader's, whose own is kept aside first, unless it is in a file already.

    Returns where it is kept.
    """
    own = read_handler()
    aside = None if own in [code, "", *known] else free_path(before)
    if aside:
        write(aside, own)
    write(HANDLER, code)
    return aside


def beginning_of(lesson: Lesson) -> str:
    """What a lesson begins with: what has passed it, if anything has, and its start otherwise."""
    path = passed_path(lesson.name)
    return path.read_text(encoding="utf-8") if path.exists() else lesson.start


def free_path(lesson: str) -> Path:
    number = 1
    while (path := FOLDER / "work" / lesson / f"aside-{number}.py").exists():
        number += 1
    return path
