"""Reading the national list: what each line is taken for, and what each bad line is told."""

from datetime import date

import pytest

from practices import ods

GOOD = (
    '"T11111","THE MADE-UP SURGERY","Y63","QHM","THE HEALTH CENTRE","1 INVENTED STREET","","NOWHERE","",'
    '"ZZ99 3CZ","19740401","","A","B","16C","20200401","","01632 960001","","","","0","","16C","","4",""'
)


def line(**changes):
    """The good line with columns changed, counted from 1: `c3="W00"`."""
    columns = GOOD.split(",")
    for name, value in changes.items():
        columns[int(name[1:]) - 1] = f'"{value}"'
    return ",".join(columns).encode()


def test_a_good_line():
    listed = ods.listed_in(GOOD.encode())
    assert (listed.code, listed.status, listed.closed_on) == ("T11111", "A", None)
    assert listed.facts == {
        "name": "THE MADE-UP SURGERY",
        "nation": "england",
        "address": "THE HEALTH CENTRE, 1 INVENTED STREET, NOWHERE",
        "postcode": "ZZ99 3CZ",
        "telephone": "01632 960001",
        "commissioner": "16C",
        "opened_on": date(1974, 4, 1),
    }


def test_wales_and_other_organisations():
    assert ods.listed_in(line(c3="W00")).facts["nation"] == "wales"
    assert ods.listed_in(line(c26="0")) is None
    assert ods.listed_in(line(c12="20171031", c13="C")).closed_on == date(2017, 10, 31)
    assert ods.listed_in(line(c11="")).facts["opened_on"] is None


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b'"T11111","CAF\xc9"', "it is not UTF-8"),
        (GOOD.encode().replace(b"MADE", b"MA\x00DE"), "it holds a NUL character"),
        (GOOD.encode().replace(b'"NOWHERE"', b'"NOW"HERE'), "its quotation marks do not match"),
        (GOOD.encode()[:-4], "its quotation marks do not match"),
        (b",".join(GOOD.encode().split(b",")[:20]), "it has 20 columns, not 27"),
        (line(c13="Z"), "T11111 has an unknown status"),
        (line(c3="X11"), "T11111 has an unknown national grouping"),
        (line(c11="19740431"), "T11111 has no real opening date"),
        (line(c11="1974041"), "T11111 has no real opening date"),
        (line(c12="soon"), "T11111 has no real closing date"),
        (line(c1="T1111é"), "the code is not three to six letters and digits"),
        (line(c2=""), "T11111 has no name"),
        (line(c2="N" * 121), "T11111 has more than 120 characters of name"),
        (line(c18="0" * 21), "T11111 has more than 20 characters of telephone"),
    ],
)
def test_a_bad_line_says_why(raw, problem):
    with pytest.raises(ods.BadLine) as refusal:
        ods.listed_in(raw)
    assert str(refusal.value) == problem


def test_the_file_goes_on_after_bad_lines_and_numbers_them_from_one():
    lines = [
        b"\xef\xbb\xbf" + line(),
        b"",
        line(c1="T11112", c13="Q"),
        line(c2="AGAIN"),
        line(c1="T11113"),
        line(c26="8"),
    ]
    *_, found = ods.read(lines)
    assert list(found.practices) == ["T11111", "T11113"]
    assert found.practices["T11111"].facts["name"] == "THE MADE-UP SURGERY"
    assert found.bad == [(3, "T11112 has an unknown status"), (4, "the code T11111 was on an earlier line")]
    assert (found.lines, found.others) == (5, 1)
