"""A catalogue is stored whole, made again as it was, and compared with today's."""

import dataclasses
import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from requests_app.law import Catalogue, catalogue
from requests_app.law.changes import Change, FieldChange, What, changes_between
from requests_app.law.content import version_of
from requests_app.law.loader import DATA, TABLES, load
from requests_app.law.stored import applied, content_of, keep, known, restore

Spoil = Callable[..., Catalogue]


@pytest.fixture
def other(tmp_path: Path) -> Spoil:
    """A second catalogue: the files with some words replaced."""

    def made(*changes: tuple[str, str, str]) -> Catalogue:
        folder = tmp_path / "data"
        shutil.copytree(DATA, folder)
        for file, old, new in changes:
            path = folder / file
            text = path.read_text(encoding="utf-8")
            assert old in text
            path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return load(folder)

    return made


def again(law: Catalogue) -> Catalogue:
    return restore(law.version, content_of(law))


def test_it_comes_back_as_it_was_in_the_order_of_the_files() -> None:
    law = again(catalogue())
    assert law.version == catalogue().version
    assert content_of(law) == content_of(catalogue())
    for name in TABLES:
        table, today = getattr(law, name), getattr(catalogue(), name)
        assert list(table) == list(today), name
        assert all(table.editions(code) == today.editions(code) for code in today), name


def test_content_that_is_not_that_versions_is_refused() -> None:
    with pytest.raises(ValueError, match="not that of version"):
        restore(catalogue().version, content_of(catalogue()).replace("Full name", "Whole name"))


def stored(change: Callable[[dict[str, Any]], None]) -> Catalogue:
    """A catalogue of another time: its content changed, with the version of that content."""
    content = json.loads(content_of(catalogue()))
    change(content)
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return restore(version_of(text), text)


def test_what_an_older_content_did_not_say_is_empty_or_unknown() -> None:
    def older(content: dict[str, Any]) -> None:
        del content["statements"]
        for name in ("binds_gp", "who", "kinds", "in_force_note"):
            del content["powers"]["CO-01"][0][name]
        del content["items"]["D01"][0]["handling"]
        del content["verification_levels"]["V1"][0]["rank"]
        del content["exemptions"]["EX-02"][0]["open_to_practice"]
        del content["outcomes"]["UNANSWERED"][0]["states"]

    law = stored(older)
    assert len(law.statements) == 0
    power = law.powers["CO-01"]
    assert (power.binds_gp, power.who, power.kinds, power.in_force_note) == ("unknown", "", (), "")
    assert law.items["D01"].handling == ""
    assert law.verification_levels["V1"].rank == 0
    assert law.exemptions["EX-02"].open_to_practice is False
    assert law.outcomes["UNANSWERED"].states == ()


def test_what_today_no_longer_knows_is_left_out_and_old_codes_come_last() -> None:
    def older(content: dict[str, Any]) -> None:
        content["scrolls"] = {"S-1": [{"code": "S-1"}]}
        content["powers"]["CO-01"][0] |= {"seal": "red", "effect": "beseech", "evidence": "A notice"}
        content["powers"]["AA-01"] = [{**content["powers"]["CO-01"][0], "code": "AA-01"}]

    law = stored(older)
    assert (law.powers["CO-01"].effect, law.powers["CO-01"].evidence) == ("beseech", ("A notice",))
    assert list(law.powers)[-1] == "AA-01"


def test_a_version_is_applied_once_it_is_kept(other: Spoil) -> None:
    law = other(("items.toml", 'label = "Full name"', 'label = "Whole name"'))
    assert known(catalogue().version)
    assert applied(catalogue().version) is catalogue()
    assert applied("") is catalogue()
    assert not known(law.version)
    assert applied(law.version) is catalogue()
    keep(law.version, content_of(law))
    assert known(law.version)
    assert applied(law.version).items["D02"].label == "Whole name"


def test_nothing_changed_between_the_same() -> None:
    assert changes_between(catalogue(), again(catalogue())) == []


def test_added_removed_and_changed_with_the_fields(other: Spoil) -> None:
    law = other(
        ("items.toml", 'label = "Full name"', 'label = "Whole name"'),
        ("powers_2_crime.toml", "in_force_from = 2026-01-12", "in_force_from = 2026-01-13"),
        ("factors.toml", 'code = "A10"', 'code = "A11"'),
    )
    assert changes_between(catalogue(), law) == [
        Change(
            "items", "D02", "Whole name", What.CHANGED, (FieldChange("label", "Full name", "Whole name"),)
        ),
        Change(
            "powers",
            "PO-02",
            law.powers["PO-02"].label,
            What.CHANGED,
            (FieldChange("in_force_from", dt.date(2026, 1, 12), dt.date(2026, 1, 13)),),
        ),
        Change("factors", "A11", law.factors["A11"].label, What.ADDED),
        Change("factors", "A10", law.factors["A11"].label, What.REMOVED),
    ]


def test_editions_are_paired_by_the_day_they_begin(other: Spoil) -> None:
    law = other(
        ("article6.toml", 'label = "Public task of the controller"', 'label = "Own public task"'),
        ("exemptions.toml", "in_force_to = 2024-03-07", "in_force_to = 2024-03-06"),
        ("exemptions.toml", "in_force_from = 2024-03-08", "in_force_from = 2024-03-07"),
    )
    basis, exemption = (c for c in changes_between(catalogue(), law) if c.code in {"A6-e", "EX-04"})
    if basis.code == "EX-04":
        basis, exemption = exemption, basis
    began = dt.date(2026, 2, 5)
    assert basis.fields == (FieldChange("label", "Public task of the controller", "Own public task", began),)
    name = catalogue().exemptions["EX-04"].label
    assert exemption.fields == (
        FieldChange("in_force_to", dt.date(2024, 3, 7), dt.date(2024, 3, 6), dt.date(2022, 1, 31)),
        FieldChange("edition", None, name, dt.date(2024, 3, 7)),
        FieldChange("edition", name, None, dt.date(2024, 3, 8)),
    )


def test_an_entry_without_days_is_paired_with_its_successor() -> None:
    before = catalogue().powers["CO-01"]
    after = dataclasses.replace(before, in_force_from=dt.date(2026, 1, 1))
    tables = {name: getattr(catalogue(), name) for name in TABLES}
    powers = {code: catalogue().powers.editions(code) for code in catalogue().powers} | {"CO-01": (after,)}
    new = Catalogue(version="x" * 64, **tables | {"powers": type(catalogue().powers)(powers)})
    (change,) = changes_between(catalogue(), new)
    assert change.fields == (FieldChange("in_force_from", None, dt.date(2026, 1, 1)),)
