"""What is said of a lesson and its checks, in the terminal and on the test page."""

import json
import re
import shutil
import sys
import textwrap
from typing import Any

from .check import Failure, Result
from .project import FOLDER, NAMES, WORDS, Lesson, say, write

LONGEST = 300


def tell(*lines: str) -> None:
    """Says lines, no wider than the terminal is: that would break words in two."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize
    print("\n".join(wrapped(line, width) for text in lines for line in text.split("\n")))


#: What takes two columns of a terminal: Chinese with its punctuation, and emoji.
WIDE = re.compile("[\u2e80-\uffef\U0001f000-\U0001ffff]")

#: What stays on one row: a word, or a Chinese character, with the punctuation that belongs to it.
PIECE = re.compile("[（「『《]*(?:[^ \u2e80-\uffef]+|[\u2e80-\uffef])[，。、；：！？）」』》]* *")


def columns_of(text: str) -> int:
    return len(text) + len(WIDE.findall(text))


def wrapped(line: str, width: int) -> str:
    """A line in rows, each with the line's indentation. A word that is too long stays whole."""
    text = line.lstrip(" ")
    indent = line[: len(line) - len(text)]
    room = width - len(indent) - 1
    if columns_of(text) <= room:
        return line
    rows: list[str] = []
    left = -1
    for piece in PIECE.findall(text):
        if columns_of(piece.rstrip(" ")) > left:
            rows.append(indent)
            left = room
        rows[-1] += piece
        left -= columns_of(piece)
    return "\n".join(row.rstrip(" ") for row in rows)


def title_of(lesson: Lesson) -> str:
    return say("lesson", NAMES.index(lesson.name) + 1, len(NAMES), lesson.title)


def lesson_text(lesson: Lesson) -> str:
    """The lesson's own text, without what a terminal has no use for: its title's line, fences and bold type."""
    text = re.sub(r"^```.*\n|\*\*", "", lesson.text.partition("\n")[2], flags=re.MULTILINE)
    return f"{title_of(lesson)}\n\n{text.strip()}"


def result_text(lesson: Lesson, results: list[Result]) -> str:
    """One line a check, and what is to be said of the one that failed."""
    lines = []
    for result in results:
        lines.append(f"[{WORDS[result.state]}] {lesson.told[result.name]['title']}")
        lines += [textwrap.indent(line, "    ") for line in told_of(lesson, result)]
    return "\n".join(lines)


def told_of(lesson: Lesson, result: Result) -> list[str]:
    """What is to be said of a check that failed. Where the server has not even started, its help is of no use."""
    if not result.failure:
        return []
    helps = [] if result.failure["where"] == "start" else [lesson.told[result.name]["help"]]
    return [*failure_lines(result.failure), *helps]


def failure_lines(failure: Failure) -> list[str]:
    """What was seen, what was expected, and where."""
    where, part = failure["where"], failure.get("part")
    place = say(where, failure.get("frame", 0))
    lines = [say("where", f"{place} ({part})" if part else place)]
    if "expected" in failure:
        lines.append(say("expected", as_shown(failure["expected"])))
    if "late" in failure:
        lines.append(say("seen", say("late", failure["late"])))
    elif where == "start":
        lines.append(failure["seen"] or WORDS["notStarted"])
    elif where != "end":
        lines.append(say("seen", as_shown(failure["seen"])))
    return lines


def as_shown(value: Any) -> str:
    """A value, or a pattern for one, as a reader takes it; the beginning of a long one."""
    if isinstance(value, dict) and len(value) == 1:
        [(key, text)] = value.items()
        if key in ("$has", "$lacks"):
            return say(key[1:], json.dumps(text, ensure_ascii=False))
        if key == "$some":
            return WORDS["some"]
        if key == "$absent":
            return WORDS["nothing"]
    text = json.dumps(value, ensure_ascii=False)
    return f"{text[:LONGEST]} …" if len(text) > LONGEST else text


def tell_page(lesson: Lesson, results: list[Result]) -> None:
    """Lets the test page show the lesson, which reads it at `/page/lesson.json`."""
    checks = [
        {
            "state": result.state,
            "title": lesson.told[result.name]["title"],
            "told": told_of(lesson, result),
        }
        for result in results
    ]
    now = {
        "number": NAMES.index(lesson.name) + 1,
        "text": lesson.text,
        "hints": lesson.hints,
        "checks": checks,
        "words": {"lesson": title_of(lesson), **{key: WORDS[key] for key in ("passed", "failed", "waiting", "pageHint")}},
    }
    write(FOLDER / "now.json", json.dumps(now, ensure_ascii=False))
