"""Where the project's files are, and what its lessons are."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent
ROOT = FOLDER.parent

#: The file that the reader edits.
HANDLER = ROOT / "handler.py"

#: What the runner says, in the project's language.
WORDS: dict[str, Any] = json.loads((FOLDER / "words.json").read_text(encoding="utf-8"))


def say(text: str, *values: object) -> str:
    """A text of it, with values for `{0}`, `{1}` …"""
    return str(WORDS[text]).format(*values)


def shown(path: Path) -> str:
    """A path as the reader sees it."""
    return str(path.relative_to(ROOT))


@dataclass
class Lesson:
    #: The folder's name: "01-hello".
    name: str
    title: str
    #: In Markdown.
    text: str
    hints: list[str]
    #: The words of each check, by its name.
    told: dict[str, dict[str, str]]
    checks: list[dict[str, Any]]
    #: What the reader begins with, and what passes.
    start: str
    solution: str


NAMES = sorted(path.name for path in FOLDER.iterdir() if path.name[:2].isdigit())


def read_lesson(name: str) -> Lesson:
    def read(file: str) -> str:
        return (FOLDER / name / file).read_text(encoding="utf-8")

    words = json.loads(read("words.json"))
    return Lesson(
        name,
        title=words["title"],
        text=read("lesson.md"),
        hints=words["hints"],
        told=words["checks"],
        checks=json.loads(read("checks.json")),
        start=read("start.py"),
        solution=read("solution.py"),
    )


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
