"""How far the reader has come: `progress.json`."""

import json
import sys
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from hashlib import sha256 as hash_of
from typing import Any

from .project import FOLDER, NAMES, say, shown, write

PATH = FOLDER / "progress.json"

#: One run of a lesson's checks: `at`, when in UTC; `lesson`; `result`, "passed", "solution" where it was looked at, or the
#: name of the check that failed; `handler`, the hash of its text; `hash`, of the hash before, a line end, and this attempt
#: without its own, as JSON.
Attempt = dict[str, str]


@dataclass
class Progress:
    #: The lesson at hand.
    lesson: str = NAMES[0]
    #: The hints that were shown, by lesson.
    hints: dict[str, int] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)

    def has_passed(self, name: str) -> bool:
        return any(one["lesson"] == name and one["result"] == "passed" for one in self.attempts)

    def add(self, result: str, handler: str) -> None:
        """Adds an attempt to the chain: each one's hash holds all before it."""
        attempt = {"at": now(), "lesson": self.lesson, "result": result, "handler": sha256(handler)}
        before = self.attempts[-1]["hash"] if self.attempts else ""
        self.attempts.append({**attempt, "hash": sha256(f"{before}\n{compact(attempt)}")})


def read_progress() -> Progress | None:
    """None before the first lesson. Ends the run where the file holds something else."""
    if not PATH.exists():
        return None
    try:
        progress = Progress(**json.loads(PATH.read_text(encoding="utf-8")))
        if progress.lesson in NAMES and isinstance(progress.hints, dict) and isinstance(progress.attempts, list):
            return progress
    except (ValueError, TypeError):
        pass
    print(say("badProgress", shown(PATH)), file=sys.stderr)
    sys.exit(2)


def write_progress(progress: Progress) -> None:
    write(PATH, json.dumps(asdict(progress), ensure_ascii=False, indent=2) + "\n")


def behind(name: str) -> str | None:
    """The lesson behind another; None behind the last."""
    return next(iter(NAMES[NAMES.index(name) + 1 :]), None)


def now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def sha256(text: str) -> str:
    """Of a text, whatever an editor or git makes of the ends of its lines."""
    return hash_of(text.replace("\r\n", "\n").encode()).hexdigest()


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
