"""Tables that a spreadsheet opens safely."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kit.csv import MARK, download, lines, safe_cell


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+44 191 000", "-2", "@SUM(A1)", "\tx", "\rx", "\nx"),
        *(
            f"{blank}=1+1"
            for blank in (" ", "\u00a0", " \t ", "\u3000", "\u2003", "\u200b", MARK, "\x00", "\x0b")
        ),
        *(
            f"{wide}x"
            for wide in ("\uff1d", "\uff0b", "\uff0d", "\uff20", "\ufe62", "\ufe63", "\ufe66", "\ufe6b")
        ),
        " \uff1dx",
    ],
)
def test_a_formula_becomes_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (-2, "-2"),
        (1.5, "1.5"),
        (date(2026, 11, 9), "2026-11-09"),
        (datetime(2026, 6, 9, 21, 40, tzinfo=UTC), "2026-06-09 22:40"),
        ("", ""),
        (" ", " "),
        ("A81001-2026-00042", "A81001-2026-00042"),
        ("a=1", "a=1"),
        ("(+44)", "(+44)"),
        ("’tis", "’tis"),
        ('O\'Brien, "Ana"', 'O\'Brien, "Ana"'),
    ],
)
def test_other_values(value: Any, expected: str) -> None:
    assert safe_cell(value) == expected


def test_rows_are_read_back_as_written() -> None:
    text = "".join(lines(["Reference", "=Who"], [["A", "x,y\nz"], ["B", None]]))
    assert text.startswith(MARK)
    read = list(csv.reader(io.StringIO(text.removeprefix(MARK), newline="")))
    assert read == [["Reference", "'=Who"], ["A", "x,y\nz"], ["B", ""]]


def test_lines_come_one_by_one() -> None:
    def rows() -> Any:
        yield ["A"]
        raise RuntimeError("asked too early")

    produced = lines(["Reference"], rows())
    assert next(produced) == f"{MARK}Reference\r\n"
    assert next(produced) == "A\r\n"


def test_a_download_is_saved_and_not_kept() -> None:
    response = download("requests.csv", ["Reference"], [["A"]])
    assert response["Content-Disposition"] == 'attachment; filename="requests.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Cache-Control"] == "no-store"
    assert b"".join(response.streaming_content).decode() == f"{MARK}Reference\r\nA\r\n"
