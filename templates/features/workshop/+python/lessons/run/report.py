"""The report: one file of JSON, and one page with the certificate."""

import json
import platform
import re
from html import escape
from typing import Any

from .progress import Progress, now, sha256
from .project import FOLDER, NAMES, ROOT, WORDS, read_lesson, say, shown, write

Row = dict[str, Any]


def report(progress: Progress, name: str) -> str:
    made = json.loads((ROOT / ".llmbrick.json").read_text(encoding="utf-8"))
    at = now()
    rows = [row_of(lesson, progress) for lesson in NAMES]
    document = {
        "format": 1,
        "name": name,
        "at": at,
        "generatorVersion": made["generatorVersion"],
        "runtime": f"python {platform.python_version()}",
        "language": "py",
        "lessons": rows,
        "attempts": progress.attempts,
    }
    head = progress.attempts[-1]["hash"] if progress.attempts else ""
    data, page = ROOT / "lesson-report.json", ROOT / "lesson-report.html"
    write(data, json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    write(page, certificate(rows, name, at, head))
    is_empty = all(row["passed"] is None for row in rows)
    return say("reported", shown(data), shown(page)) + (f"\n{WORDS['nonePassed']}" if is_empty else "")


def row_of(name: str, progress: Progress) -> Row:
    """What is reported of one lesson."""
    own = [one for one in progress.attempts if one["lesson"] == name]
    results = [one["result"] for one in own]
    passed = own[results.index("passed")] if "passed" in results else None
    until = results[: results.index("passed")] if passed else results
    return {
        "name": name,
        # Of its checks, as they are here.
        "hash": sha256((FOLDER / name / "checks.json").read_text(encoding="utf-8")),
        "attempts": len(own) - results.count("solution"),
        "begun": own[0]["at"] if own else None,
        "passed": passed and passed["at"],
        # Whether the solution was looked at before it was passed.
        "looked": "solution" in until,
        # Of the handler that passed.
        "handler": passed and passed["handler"],
    }


def certificate(rows: list[Row], name: str, at: str, head: str) -> str:
    """One page, which needs nothing else."""
    told = WORDS["certificate"]
    passed = sum(row["passed"] is not None for row in rows)
    values = {
        **told,
        "name": name,
        "has": told["has" if passed else "begins"],
        "passed": told["passed"].format(passed, len(rows)),
        "day": at[:10],
        "hash": head,
    }
    lines = []
    for row in rows:
        result = (told["looked"] if row["looked"] else WORDS["passed"]) if row["passed"] else told["open"]
        cells = [read_lesson(row["name"]).title, str(row["attempts"]), result]
        lines.append("      <tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")

    def fill(place: re.Match[str]) -> str:
        key = place[1]
        if key == "rows":
            return "\n".join(lines)
        return escape(values[key]) if key in values else place[0]

    page = (FOLDER / "certificate.html").read_text(encoding="utf-8").replace('lang="en"', f'lang="{WORDS["lang"]}"')
    # All at once, so that no value is read as a place for another.
    return re.sub(r"\{(\w+)\}", fill, page)
