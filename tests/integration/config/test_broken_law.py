"""The service does not start on a law file with a mistake: it says the file, the line and the remedy."""

from collections.abc import Iterator

import pytest

from tests.support.clones import Clone, new_clone

# What is wrong, the file, what is replaced, by what, and what is said of it.
BROKEN = {
    "unknown code": (
        "items.toml",
        '["PR-01", "PR-03"]',
        '["PR-01", "PR-99"]',
        "names 'PR-99'",
        "Correct the code",
    ),
    "missing citation": (
        "prohibitions.toml",
        'cite = "Gender Recognition Act 2004 s.22"\n',
        "",
        "PR-01 has no citation",
        "Add `cite`",
    ),
    "overlapping dates": (
        "article6.toml",
        "in_force_to = 2026-02-04",
        "in_force_to = 2026-02-05",
        "A6-e overlaps in time",
        "End one edition the day before the next begins",
    ),
    "bad date": ("powers_2_crime.toml", "2026-01-12", "2026-02-30", "not valid TOML", "the date there"),
    "duplicate": ("factors.toml", 'code = "F2"', 'code = "F1"', "F1 is given twice", "another code"),
    "wrong type": (
        "items.toml",
        "clinical = true",
        'clinical = "yes"',
        "must be of type bool",
        "Correct the value",
    ),
}


@pytest.fixture(scope="module")
def spoilt() -> Iterator[Clone]:
    with new_clone() as made:
        yield made


@pytest.mark.parametrize(
    "start", [["manage.py", "check"], ["-c", "import config.wsgi"]], ids=["manage", "wsgi"]
)
@pytest.mark.parametrize("name", BROKEN)
def test_nothing_starts(spoilt: Clone, name: str, start: list[str]) -> None:
    file, old, new, problem, remedy = BROKEN[name]
    path = spoilt.project / "requests_app" / "law" / "data" / file
    whole = path.read_text(encoding="utf-8")
    line = whole[: whole.index(old)].count("\n") + 1
    path.write_text(whole.replace(old, new, 1), encoding="utf-8")
    try:
        code, output = spoilt.run(*start)
    finally:
        path.write_text(whole, encoding="utf-8")
    assert code != 0
    last = output.strip().splitlines()[-1]
    assert f"{file}, line " in last
    assert abs(int(last.partition(f"{file}, line ")[2].partition(":")[0]) - line) <= 12
    assert problem in last
    assert remedy in last


def test_the_whole_files_start(spoilt: Clone) -> None:
    assert spoilt.run("manage.py", "check")[0] == 0
