"""Whom a request is about, hidden in whatever others wrote."""

from datetime import date

import pytest
from django.utils.safestring import SafeString, mark_safe

from kit.tables import Cell
from requests_app.models import Subject
from requests_app.presenters.chapter import Chapter, Table
from requests_app.presenters.masking import HIDDEN, Mask

SUBJECT = Subject(
    name="Dmitar O’Halloway-Brown",
    other_names="Mitch",
    date_of_birth=date(1979, 11, 3),
    nhs_number="9993035203",
    address="12 Mill Lane,\nNorthmere\nZZ99 3CZ",
)
MASK = Mask([SUBJECT])


@pytest.mark.parametrize(
    "text",
    [
        "DMITAR was seen",
        "Halloway’s car",
        "brown, known as mitch",
        "999 303 5203",
        "999-303-5203",
        "9993035203",
        "3 November 1979",
        "03/11/1979",
        "3.11.79",
        "3rd of Nov 1979",
        "November 3rd, 1979",
        "1979-11-03",
        "12  mill lane",
        "zz99 3cz",
    ],
)
def test_what_names_them_is_hidden(text: str) -> None:
    hidden = MASK.text(f"Before {text} after")
    assert HIDDEN in hidden
    words = [
        word
        for word in text.replace("’s", "").split()
        if word.lower() not in ("was", "seen", "car", "known", "as")
    ]
    assert not [word for word in words if word.strip(",") in hidden]
    assert hidden.startswith("Before ")
    assert hidden.endswith(" after")


@pytest.mark.parametrize(
    "text",
    [
        "Brownlow Street",
        "1993035203",
        "13 November 1979",
        "O level",
        "an admitar",
        "4 November 1979",
        "2026-11-03",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert MASK.text(text) == text


def test_everything_that_is_shown_is_gone_through() -> None:
    chapter = Chapter(
        "id-mitch",
        "What Mitch did",
        [("By", ["Mitch", Cell("Mitch", href="/mitch/", hint="of Mitch")])],
        warnings=["Mitch!"],
        tables=[Table("Mitch", ["Mitch"], [["Mitch", 3, None]])],
        details=[("Mitch", [("Mitch", "Mitch")])],
        earlier=[Chapter("x", "Mitch")],
    )
    masked = MASK.over([chapter])[0]
    assert masked.id == "id-mitch"
    assert masked.rows[0][1][1].href == "/mitch/"
    assert "Mitch" not in str(masked)
    assert masked.tables[0].rows == [[HIDDEN, 3, None]]
    assert chapter.heading == "What Mitch did"


def test_names_of_those_who_acted_stay() -> None:
    line = {"who": "Mitch Marsh", "text": "Mitch asked", "at": date(1979, 11, 3)}
    assert MASK.over(line) == {"who": "Mitch Marsh", "text": f"{HIDDEN} asked", "at": date(1979, 11, 3)}


def test_safe_html_stays_safe_and_whole() -> None:
    masked = Mask([Subject(name="Br Strong")]).text(mark_safe("<br>Strong & <strong>br</strong>"))
    assert isinstance(masked, SafeString)
    assert masked == f"<br>{HIDDEN} & <strong>{HIDDEN}</strong>"
    assert not isinstance(MASK.text("Mitch <b>"), SafeString)


def test_with_nobody_nothing_is_hidden() -> None:
    assert Mask([]).text("Dmitar") == "Dmitar"
    assert Mask([Subject(name="X")]).text("X marks") == "X marks"


def test_others_are_hidden_without_their_titles_and_numbers_as_they_are() -> None:
    mask = Mask((), names=("Det Insp Rhona Cald", ""), numbers=("4471", ""))
    text = "Detective Inspector Cald (Det Insp R. Cald, no 4471, tel 44712) and the officer"
    assert (
        mask.text(text)
        == "Detective Inspector [hidden] (Det Insp R. [hidden], no [hidden], tel 44712) and the officer"
    )
    assert Mask((), names=("",)).text(text) == text
