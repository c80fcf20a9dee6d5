"""Reading the Organisation Data Service's list of GP practices (epraccur): no header, 27 columns.

One line is one organisation. A line that can't be taken is named by its number and left out; the others
stand. Columns used, counted from 1: 1 code, 2 name, 3 national grouping, 5-9 address, 10 postcode,
11 opened, 12 closed, 13 status, 15 commissioner, 18 telephone, 26 prescribing setting.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from practices.models import Practice
from practices.models.practice import Nation

COLUMNS = 27
GP_PRACTICE = "4"  # the prescribing setting; other settings are hospitals, prisons, clinics, …
ACTIVE, CLOSED, DORMANT, PROPOSED = "A", "C", "D", "P"
STATUSES = (ACTIVE, CLOSED, DORMANT, PROPOSED)
WALES = "W00"
CODE = re.compile(r"[A-Z0-9]{3,6}")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class BadLine(Exception):
    """A line that can't be taken; the message says why."""


@dataclass(frozen=True)
class Listed:
    """A GP practice as the list has it."""

    code: str
    status: str
    facts: dict[str, object]
    closed_on: date | None


@dataclass
class Read:
    """What the list holds: practices by code, lines that can't be taken, and how many others."""

    practices: dict[str, Listed] = field(default_factory=dict)
    bad: list[tuple[int, str]] = field(default_factory=list)
    lines: int = 0
    others: int = 0


def read(lines: Iterable[bytes]) -> Iterator[Read]:
    """Reads line by line; yields the same growing result after each, so that progress can be shown."""
    result = Read()
    for number, raw in enumerate(lines, start=1):
        if number == 1:
            raw = raw.removeprefix(BYTE_ORDER_MARK)
        if not raw.strip():
            continue
        result.lines += 1
        try:
            listed = listed_in(raw)
            if listed is None:
                result.others += 1
            elif listed.code in result.practices:
                raise BadLine(f"the code {listed.code} was on an earlier line")
            else:
                result.practices[listed.code] = listed
        except BadLine as problem:
            result.bad.append((number, str(problem)))
        yield result


def listed_in(raw: bytes) -> Listed | None:
    """The GP practice on one line, or None for another organisation. Raises BadLine."""
    row = columns_of(raw)
    if row[25] != GP_PRACTICE:
        return None
    code, status = row[0], row[12]
    if not CODE.fullmatch(code):
        raise BadLine("the code is not three to six letters and digits")
    if status not in STATUSES:
        raise BadLine(f"{code} has an unknown status")
    facts: dict[str, object] = {
        "name": row[1],
        "nation": nation_of(code, row[2]),
        "address": ", ".join(part for part in row[4:9] if part),
        "postcode": row[9],
        "telephone": row[17],
        "commissioner": row[14],
        "opened_on": day(code, "opening", row[10]),
    }
    if not row[1]:
        raise BadLine(f"{code} has no name")
    for name, value in facts.items():
        limit = getattr(Practice._meta.get_field(name), "max_length", None)
        if limit and len(str(value)) > limit:
            raise BadLine(f"{code} has more than {limit} characters of {name}")
    return Listed(code, status, facts, day(code, "closing", row[11]))


def columns_of(raw: bytes) -> list[str]:
    """The trimmed columns of one line. Raises BadLine."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise BadLine("it is not UTF-8") from None
    if "\x00" in text:
        raise BadLine("it holds a NUL character")
    try:
        row = next(csv.reader([text], strict=True))
    except csv.Error:
        raise BadLine("its quotation marks do not match") from None
    if len(row) < COLUMNS:
        raise BadLine(f"it has {len(row)} columns, not {COLUMNS}")
    return [column.strip() for column in row]


def nation_of(code: str, grouping: str) -> str:
    """England's groupings begin with Y (its regions, old and new); Wales is W00. Raises BadLine."""
    if grouping == WALES:
        return Nation.WALES
    if grouping.startswith("Y"):
        return Nation.ENGLAND
    raise BadLine(f"{code} has an unknown national grouping")


def day(code: str, which: str, text: str) -> date | None:
    """19740401 as a date; None for nothing. Raises BadLine."""
    if not text:
        return None
    try:
        if len(text) != 8:
            raise ValueError
        return datetime.strptime(text, "%Y%m%d").date()
    except ValueError:
        raise BadLine(f"{code} has no real {which} date") from None
