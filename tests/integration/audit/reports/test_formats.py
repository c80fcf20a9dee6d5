"""Each form of the file holds the same rows; cells are typed, and nothing in them runs."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from unittest.mock import patch
from xml.etree import ElementTree as ET

import pytest

from audit.desk.reports.asked import Asked
from audit.desk.reports.files import FORMATS
from audit.desk.reports.formats import json_lines, pdf, xlsx
from audit.desk.reports.identities import Identity
from audit.desk.reports.rows import ReportRow, header_of, rows_of
from audit.desk.reports.totals import TABLES
from audit.ledger.api import streamed
from kit.csv import MARK
from kit.errors import NotPossible
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team

pytestmark = pytest.mark.django_db
AskedToday = Callable[..., Asked]
parsed = ET.fromstring
NS = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "{=1}", "=cmd|' /C calc'!A0")


def made(form: str, asked: Asked, rows: list[ReportRow] | None = None) -> bytes:
    sink = io.BytesIO()
    FORMATS[form].write(asked, rows_of(asked) if rows is None else rows, sink)
    return sink.getvalue()


@pytest.fixture
def asked(team: Team, asked_today: AskedToday) -> Asked:
    journeys.disclosed(team)
    journeys.refused(team)
    other = make_team("Y99992", "Hillside Surgery")
    journeys.refused(other)
    return asked_today(team.practice, other.practice)


def sheets(data: bytes) -> dict[str, list[ET.Element]]:
    """The rows of each sheet, as they stand in the file."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = [
            sheet.attrib["name"] for sheet in parsed(book.read("xl/workbook.xml")).iterfind(".//s:sheet", NS)
        ]
        return {
            name: parsed(book.read(f"xl/worksheets/sheet{number}.xml")).findall(".//s:row", NS)
            for number, name in enumerate(names, start=1)
        }


def texts(row: ET.Element) -> list[str]:
    return ["".join(cell.itertext()) for cell in row.iterfind("s:c", NS)]


def test_all_forms_have_the_same_rows(asked: Asked) -> None:
    rows = list(rows_of(asked))
    assert {row.practice.ods_code for row in rows} == {"Y99991", "Y99992"}
    *found, end = csv.DictReader(io.StringIO(made("csv", asked).decode().removeprefix(MARK), newline=""))
    *told, last = [json.loads(line) for line in made("jsonl", asked).splitlines()]
    book = sheets(made("xlsx", asked))["Decisions and disclosures"]
    assert len(found) == len(told) == len(book) - 1 == len(rows)
    assert end["Practice"] == f"End of the file: {len(rows)} rows."
    assert last["end"] is True
    assert last["rows"] == len(rows)
    assert {sum(table.values()) for table in last["totals"].values()} == {len(rows)}
    assert [(row["Event"], row["Item"]) for row in found] == [(row["Event"], row["Item"]) for row in told]
    assert set(told[0]) == set(header_of(asked))
    assert all("Whom it is about (as the requester says)" not in row for row in told)


def test_cells_of_the_workbook_are_typed_and_its_headings_stay(asked: Asked) -> None:
    data = made("xlsx", asked)
    header, first, *_ = sheets(data)["Decisions and disclosures"]
    places = {text: number for number, text in enumerate(texts(header))}
    letters = {re.sub(r"\d", "", cell.attrib["r"]): cell for cell in first.iterfind("s:c", NS)}

    def cell(heading: str) -> ET.Element:
        number = places[heading]
        letter = (chr(64 + number // 26) if number >= 26 else "") + chr(65 + number % 26)
        return letters[letter]

    with zipfile.ZipFile(io.BytesIO(data)) as book:
        styles = parsed(book.read("xl/styles.xml"))
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    formats = {
        each.attrib["numFmtId"]: each.attrib["formatCode"] for each in styles.iterfind(".//s:numFmt", NS)
    }
    kinds = [each.attrib["numFmtId"] for each in styles.find("s:cellXfs", NS) or []]
    for heading, code in (("Recorded at (UK time)", "yyyy-mm-dd hh:mm"), ("Received on", "yyyy-mm-dd")):
        found = cell(heading)
        assert found.attrib.get("t") is None, "a number, as spreadsheets keep dates"
        assert formats[kinds[int(found.attrib["s"])]] == code
    assert cell("Entry").attrib.get("t") is None
    assert cell("Practice").attrib["t"] in ("s", "inlineStr")
    assert re.search(r'<pane ySplit="1"[^>]*state="frozen"', sheet)


def test_the_workbook_has_totals_and_notes(asked: Asked) -> None:
    number = len(list(rows_of(asked)))
    found = sheets(made("xlsx", asked))
    assert list(found) == ["Decisions and disclosures", "Totals", "Notes"]
    header, *totals = [texts(row) for row in found["Totals"]]
    assert header == ["Counted by", "What", "Rows"]
    for name in TABLES:
        *each, (_, what, everything) = [row for row in totals if row[0] == name]
        assert (what, int(everything)) == ("All rows", number)
        assert sum(int(row[2]) for row in each) == number
    assert any("Y99992 Hillside Surgery: the first" in "".join(texts(row)) for row in found["Notes"])


@pytest.mark.parametrize("formula", FORMULAS, ids=range(len(FORMULAS)))
def test_no_cell_runs(asked: Asked, formula: str) -> None:
    for practice in asked.practices:
        practice.name = formula
    book = made("xlsx", asked)
    with zipfile.ZipFile(io.BytesIO(book)) as files:
        for name in files.namelist():
            assert b"<f>" not in files.read(name)
            assert b"<f " not in files.read(name)
            assert b"hyperlink" not in files.read(name)
    place = header_of(asked).index("Name of the practice")
    assert texts(sheets(book)["Decisions and disclosures"][1])[place] == formula
    rows = csv.reader(io.StringIO(made("csv", asked).decode().removeprefix(MARK), newline=""))
    cell = list(rows)[1][place]
    assert cell == (f"'{formula}" if formula != "{=1}" else formula)


def test_a_link_stays_text(asked: Asked) -> None:
    for practice in asked.practices:
        practice.name = "https://example.org/x"
    with zipfile.ZipFile(io.BytesIO(made("xlsx", asked))) as files:
        assert not [name for name in files.namelist() if "rels" in name and "sheet" in name]


def test_more_rows_than_a_sheet_takes_go_on_the_next(asked: Asked) -> None:
    number = len(list(rows_of(asked)))
    with patch.object(xlsx, "MOST_A_SHEET", 2):
        found = sheets(made("xlsx", asked))
    data = [rows for name, rows in found.items() if name.startswith("Decisions")]
    assert [len(rows) - 1 for rows in data][:-1] == [2] * (len(data) - 1)
    assert sum(len(rows) - 1 for rows in data) == number
    assert "Decisions and disclosures (2)" in found


def test_a_long_text_is_cut_to_what_a_cell_takes(asked: Asked) -> None:
    for practice in asked.practices:
        practice.name = "x" * 40_000
    place = header_of(asked).index("Name of the practice")
    assert len(texts(sheets(made("xlsx", asked))["Decisions and disclosures"][1])[place]) == xlsx.LONGEST_TEXT


def test_the_pdf_is_accessible(asked: Asked) -> None:
    data = made("pdf", asked)
    assert data.startswith(b"%PDF-")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data
    assert b"<dc:language>" in data
    assert b"en-GB" in data
    assert "Decisions and disclosures" in data.decode("latin-1")
    tags = pdf_tags(data)
    assert {"/Table", "/TR", "/TH", "/TD", "/H1", "/H2", "/H3", "/P", "/THead", "/TBody"} <= tags
    assert b"/MarkInfo" in data
    assert b"/DisplayDocTitle true" in data


def pdf_tags(data: bytes) -> set[str]:
    """The kinds of the structure's elements, also in compressed object streams."""
    import zlib

    found = [data]
    for match in re.finditer(rb"stream\r?\n", data):
        try:
            found.append(zlib.decompressobj().decompress(data[match.end() :]))
        except zlib.error:
            continue
    joined = b"\n".join(found).decode("latin-1")
    return set(re.findall(r"/S\s*(/\w+)", joined))


def test_nothing_in_a_pdf_is_read_as_markup(asked: Asked) -> None:
    for practice in asked.practices:
        practice.name = '#panic("no") $x$ *b* <label> @ref \\'
    assert made("pdf", asked).startswith(b"%PDF-")


def test_json_takes_only_what_it_can_write(asked: Asked) -> None:
    with pytest.raises(TypeError, match="a set has no place"):
        json_lines._plain({1})


def test_the_entries_come_as_they_were_recorded(asked: Asked) -> None:
    *found, end = made("entries", asked).decode().splitlines()
    assert json.loads(end) == {"end": True, "entries": len(found), "changed": 0}
    assert found == [
        row.entry.text
        for _, span in asked.spans()
        for batch in streamed(span)
        for row in batch
        if row.entry is not None
    ]


def test_an_empty_report_has_every_form(team: Team, asked_today: AskedToday) -> None:
    asked = asked_today(team.practice)
    for form in FORMATS:
        assert made(form, asked), form


def test_a_pdf_takes_a_limited_number_of_rows(asked: Asked) -> None:
    row = next(iter(rows_of(asked)))
    assert made("pdf", asked, [row] * pdf.MOST_ROWS)
    with pytest.raises(NotPossible, match="at most 2,000 rows"):
        made("pdf", asked, [row] * (pdf.MOST_ROWS + 1))


def test_names_have_columns_of_their_own(team: Team, asked_today: AskedToday) -> None:
    journeys.refused(team)
    asked = asked_today(team.practice, identities=True)
    whom = Identity("Una Halloway", date(1990, 2, 3), "9993035203")
    rows = list(rows_of(asked, whom=lambda practice, abouts: dict.fromkeys(abouts, whom)))
    told = json.loads(made("jsonl", asked, rows).splitlines()[0])
    assert told["Whom it is about (as the requester says)"] == "Una Halloway"
    assert told["Date of birth (as the requester says)"] == "1990-02-03"
    assert told["NHS number (as the requester says)"] == "9993035203"
    assert "keep it as you keep a patient’s record" in "".join(
        "".join(texts(row)) for row in sheets(made("xlsx", asked, rows))["Notes"]
    )
