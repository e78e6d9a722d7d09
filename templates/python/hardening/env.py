"""The file .env: its variables join the environment. Those that are set already stay as they are, empty ones too."""

import os
import re
import sys
from pathlib import Path
from typing import NamedTuple

from . import words

#: Bytes. Far more than settings need: what is longer is no .env file.
MAX_BYTES = 2**20

#: What JavaScript's trim takes away, so that the servers in both languages read a value alike.
BLANKS = "".join(map(chr, [*range(9, 14), 32, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF]))

#: A line that sets nothing: blank, or a comment.
NOTHING = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
#: NAME=value. A value in quotes may go over several lines; one without ends with its line.
ASSIGNMENT = re.compile(
    r"""[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*="""
    r"""(?:[ \t]*(?:'([^']*)'|"([^"]*)"|`([^`]*)`)[ \t]*(?:#[^\n]*)?|((?![ \t]*['"`])[^\n]*))(?:\n|\Z)""",
    re.ASCII,
)
ANY_LINE = re.compile(r"[^\n]*(?:\n|\Z)")


class EnvFile(NamedTuple):
    """What an .env file says."""

    #: Of a name that comes twice, the last value.
    variables: dict[str, str]
    #: Number and text of the lines that are not of the form NAME=value.
    strange_lines: list[tuple[int, str]]


def load_env(path: Path) -> None:
    """Reads the file, if there is one. Raises SystemExit where it can't be read: a key in it would not be in force."""
    try:
        variables, strange_lines = read_env_file(path)
        if strange_lines:
            fault = words.strange_lines([number for number, _ in strange_lines])
            # A setting of ours that is not in force may be the keys.
            if any("LLMBRICK_" in text for _, text in strange_lines):
                raise ValueError(fault)
            print(f"{path}: {fault}", file=sys.stderr)
    except OSError as error:
        raise SystemExit(words.env_file_fault(path, error.strerror or str(error))) from None
    except ValueError as error:
        raise SystemExit(words.env_file_fault(path, str(error))) from None
    for name, value in variables.items():
        os.environ.setdefault(name, value)


def read_env_file(path: Path) -> EnvFile:
    try:
        # Of a link, itself: one that leads nowhere is a fault, and not a file that is not there.
        path.lstat()
    except FileNotFoundError:
        return EnvFile({}, [])
    size = path.stat().st_size
    # To open a pipe would wait for its writer.
    if not path.is_file():
        raise ValueError(words.NOT_A_FILE)
    if size > MAX_BYTES:
        raise ValueError(words.too_long(MAX_BYTES))
    try:
        # A byte order mark, as Windows' editors write it, is left out.
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(words.NOT_UTF8) from None
    # UTF-16 without a mark is lawful UTF-8, full of zeros.
    if "\0" in text:
        raise ValueError(words.NOT_UTF8)
    return parse_env_file(text)


def parse_env_file(text: str) -> EnvFile:
    r"""Reads the text of an .env file. A # at the start of a line or after a blank begins a comment. Quotes
    (', " or `) keep blanks, # and line ends; between double quotes \n is a line end. Nothing else is special.
    """
    lines = re.sub(r"\r\n?", "\n", text)
    file = EnvFile({}, [])
    at, line = 0, 1
    while at < len(lines):
        match = NOTHING.match(lines, at) or ASSIGNMENT.match(lines, at)
        if match is None:
            match = ANY_LINE.match(lines, at)
            assert match
            file.strange_lines.append((line, match[0]))
        elif match.re is ASSIGNMENT:
            name, single, double, backtick, plain = match.groups()
            if double is not None:
                double = double.replace("\\n", "\n")
            if plain is not None:
                plain = re.sub(r"[ \t]#.*", "", plain, flags=re.DOTALL).strip(BLANKS)
            file.variables[name] = next(value for value in (single, double, backtick, plain) if value is not None)
        line += match[0].count("\n")
        at = match.end()
    return file
