"""A mistake in a law file stops the service, with the file, the line and the remedy."""

import shutil
from pathlib import Path

import pytest

from requests_app.law import LawDataError
from requests_app.law.loader import DATA, load


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    return folder


def spoil(path: Path, old: str, new: str) -> int:
    """Replaces the first `old` by `new`; returns the line at which it stands."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


# The file, what is replaced, by what, lines from there to the line that is named, what the error says.
MISTAKES = {
    "unknown key": ("items.toml", "high_harm", "high_harms", 0, "unknown key 'high_harms'"),
    "missing key": ("items.toml", 'handling = "match_only"\n', "", -5, "'handling' is missing"),
    "missing citation": (
        "prohibitions.toml",
        'cite = "Gender Recognition Act 2004 s.22"\n',
        "",
        -5,
        "no citation",
    ),
    "duplicate code": ("items.toml", 'code = "D02"', 'code = "D01"', 0, "D01 is given twice"),
    "duplicate law": ("prohibitions.toml", 'code = "PR-02"', 'code = "PR-01"', 0, "PR-01 is given twice"),
    "overlap": ("exemptions.toml", "in_force_from = 2024-03-08", "in_force_from = 2024-03-07", 0, "overlaps"),
    "string for a date": (
        "article6.toml",
        "in_force_to = 2026-02-04",
        'in_force_to = "soon"',
        0,
        "must be a date",
    ),
    "moment for a date": ("article6.toml", "= 2026-02-04", "= 2026-02-04T10:00:00Z", 0, "must be a date"),
    "bad date": (
        "article6.toml",
        "in_force_to = 2026-02-04",
        "in_force_to = 2026-02-30",
        0,
        "not valid TOML",
    ),
    "end before beginning": ("exemptions.toml", "= 2024-03-07", "= 2021-01-01", 0, "ends before it begins"),
    "days but unknown": (
        "article6.toml",
        'in_force = "yes"\nin_force_from',
        'in_force = "unknown"\nin_force_from',
        0,
        "isn't known",
    ),
    "wrong type": ("items.toml", "clinical = true", 'clinical = "yes"', 0, "must be of type bool"),
    "number for a text": ("items.toml", 'code = "D02"', "code = 2", 0, "must be of type str"),
    "truth for a number": ("verification_levels.toml", "rank = 1", "rank = true", 0, "must be of type int"),
    "unknown word": ("items.toml", 'handling = "match_only"', 'handling = "shred"', 0, "can't be 'shred'"),
    "no list": ("items.toml", 'prohibitions = ["PR-01"]', 'prohibitions = "PR-01"', 0, "must be a list"),
    "twice in a list": ("items.toml", '["PR-01", "PR-03"]', '["PR-01", "PR-01"]', 0, "something twice"),
    "unknown reference": ("items.toml", '["PR-01", "PR-03"]', '["PR-01", "PR-99"]', 0, "'PR-99'"),
    "unknown reply": ("outcomes.toml", 'reply = "R-DISCLOSE"', 'reply = "R-HELLO"', 0, "'R-HELLO'"),
    "unknown source": ("confidentiality.toml", '["S77"]', '["S999"]', 0, "'S999'"),
    "no source": ("confidentiality.toml", 'source = ["S77"]\n', "", -1, "verified by no source"),
    "empty text": ("items.toml", 'label = "Full name"', 'label = " "', 0, "is empty"),
    "no code": ("items.toml", 'code = "D02"', 'code = "D 02"', 0, "can't be a code"),
    "nothing contested": (
        "confidentiality.toml",
        'tag = "verified"',
        'tag = "contested"',
        0,
        "doesn't say what is contested",
    ),
    "power as exemption": ("exemptions.toml", 'code = "EX-05-3"', 'code = "PO-01"', 0, "also another law"),
    "exemption as agreement": ("claims.toml", 'code = "AG-OTHER"', 'code = "EX-02"', 0, "also another law"),
    "unknown table": ("claims.toml", "[[claim]]", "[[clam]]", 0, "unknown kind of entry [[clam]]"),
    "telling blank": (
        "replies.toml",
        "{practice} received",
        "{patient} received",
        -1,
        "has the blank patient",
    ),
    "items before disclosure": ("replies.toml", "{practice} received", "{items} received", -1, "blank items"),
    "attribute of a blank": (
        "replies.toml",
        "{practice} received",
        "{practice.__class__} received",
        -1,
        "has the blank practice.__class__",
    ),
    "lone brace": (
        "replies.toml",
        "{practice} received",
        "{practice received",
        -1,
        "Write each blank as {name}.",
    ),
    "not an entry": ("claims.toml", "[[claim]]", 'title = "x"\n\n[[claim]]', 0, "'title' stands outside"),
    "one table": ("caldicott.toml", "[[caldicott]]", "[claim]\n[[caldicott]]", 0, "'claim' stands outside"),
    "not TOML": ("claims.toml", 'code = "AG-OTHER"', "code = AG-OTHER", 0, "not valid TOML"),
    "unfinished text": (
        "claims.toml",
        'own words."\n\n[[claim]]\ncode = "LAW-NONE"',
        '"""',
        None,
        "not valid TOML",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_its_file_and_line(files: Path, name: str) -> None:
    file, old, new, offset, problem = MISTAKES[name]
    line = spoil(files / file, old, new)
    with pytest.raises(LawDataError) as caught:
        load(files)
    error = caught.value
    assert error.file == file
    assert problem in str(error)
    assert f"{file}, line {error.line}: " in str(error)
    assert error.remedy
    if offset is not None:
        assert error.line == line + offset


def test_the_untouched_copy_loads(files: Path) -> None:
    assert load(files).version == load(DATA).version


def test_a_file_that_is_not_utf_8_is_named(files: Path) -> None:
    (files / "claims.toml").write_bytes(b"# caf\xe9\n")
    with pytest.raises(LawDataError, match=r"claims.toml, line 0: not UTF-8"):
        load(files)


def test_a_missing_table_is_named(files: Path) -> None:
    (files / "claims.toml").unlink()
    with pytest.raises(LawDataError, match=r"no \[\[claim\]\] at all"):
        load(files)


def test_an_indented_header_would_lose_its_lines(files: Path) -> None:
    spoil(files / "claims.toml", "[[claim]]", "  [[claim]]")
    with pytest.raises(LawDataError, match=r"doesn't begin with a line"):
        load(files)
