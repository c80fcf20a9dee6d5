"""Reads one law file into rows that know their lines.

A law file holds only arrays of tables (`[[power]]`), one entry each, with plain keys. The TOML parser of the
standard library gives no lines, so a scan of the headers and keys supplies them.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from requests_app.law.errors import LawDataError

HEADER = re.compile(r"^\[\[\s*(\w+)\s*\]\]")
KEY = re.compile(r"^([A-Za-z0-9_-]+)\s*=")
AT_LINE = re.compile(r"\(at line (\d+),")


@dataclass(frozen=True)
class Row:
    """One entry as written: its table, its values, and the line of the entry and of each key."""

    table: str
    values: dict[str, Any]
    file: str
    line: int
    key_lines: dict[str, int]

    def error(self, problem: str, remedy: str, *, key: str = "") -> LawDataError:
        """The error to raise, at the key's line where the row has that key, else at the entry's."""
        return LawDataError(self.file, self.key_lines.get(key, self.line), problem, remedy)


def read_rows(path: Path) -> list[Row]:
    """The rows of one file in the order of the file.

    Raises LawDataError when the file can't be read as TOML, a date doesn't exist, or it holds anything but
    arrays of tables.
    """
    try:
        text = path.read_text(encoding="utf-8")
        document = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise LawDataError(path.name, 0, "not UTF-8", "Save the file as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        found = AT_LINE.search(str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        raise LawDataError(
            path.name, line, f"not valid TOML ({error})", "Correct the spelling or the date there."
        ) from error
    return _with_lines(path.name, document, text)


def _lines(text: str) -> list[tuple[str, int, dict[str, int]]]:
    """Each entry's table, line and keys' lines. Lines within a multi-line string are skipped."""
    found: list[tuple[str, int, dict[str, int]]] = []
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        header, key = HEADER.match(line), KEY.match(line)
        if not inside and header:
            found.append((header.group(1), number, {}))
        elif not inside and key and found:
            found[-1][2][key.group(1)] = number
        inside ^= line.count('"""') % 2 == 1
    return found


def _with_lines(file: str, document: dict[str, Any], text: str) -> list[Row]:
    """Pairs each parsed entry with its place; both lists are in the order of the file within a table."""
    waiting: dict[str, list[dict[str, Any]]] = {}
    for table, entries in document.items():
        if not (isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)):
            line = _first(rf"\[*\s*{re.escape(table)}\b", text)
            problem = f"{table!r} stands outside an entry"
            raise LawDataError(file, line, problem, "Begin each entry with a line [[table]].")
        waiting[table] = list(entries)
    places = _lines(text)
    rows = [
        Row(table, waiting[table].pop(0), file, line, keys)
        for table, line, keys in places
        if waiting.get(table)
    ]
    if len(rows) != len(places) or any(waiting.values()):
        line, problem = _first(r"\s+\[\[", text), "an entry doesn't begin with a line [[table]]"
        raise LawDataError(file, line, problem, "Write one [[table]] line each, without spaces before it.")
    return rows


def _first(pattern: str, text: str) -> int:
    """The number of the first line that begins with `pattern`, or 1."""
    lines = enumerate(text.splitlines(), start=1)
    return next((number for number, line in lines if re.match(pattern, line)), 1)
