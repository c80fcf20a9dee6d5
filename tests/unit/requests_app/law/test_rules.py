"""The few questions with one answer."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from requests_app.law import (
    at_least,
    catalogue,
    compels,
    compels_gp,
    issued_by_court,
    minimum_verification,
    outcomes_for,
    with_implied,
)
from requests_app.law.vocabulary import Answer, Effect, Extent

TODAY = dt.date(2026, 11, 21)
COMPEL = {
    "PO-03", "PO-04", "PO-05", "PO-07", "PO-11", "CF-01", "SG-02", "SG-04", "LA-01", "CO-01", "CT-01",
    "CT-02", "CT-04", "RG-01",
}  # fmt: skip


def test_only_certain_powers_compel_a_practice() -> None:
    assert {code for code in catalogue().powers if compels_gp(code, TODAY)} == COMPEL


@pytest.mark.parametrize(
    "code",
    [
        "IM-01",  # permits, and s.20(7) leaves confidence in place
        "IM-02",  # whether practices are listed is unknown
        "IM-04",  # not GPs as GPs
        "IM-05",  # entry, not disclosure
        "PO-06",  # a duty to come forward
        "DW-01",  # GPs aren't listed
        "DW-02",  # not in force
        "DW-03",  # not believed to be listed
        "SG-01",  # contested
        "SG-03",  # not in force, contested
        "HM-01",  # contested for bare demographics
        "CA-01",  # in force unknown
        "EX-02",  # an exemption
        "AG-OTHER",  # an agreement
        "NONSENSE",
    ],
)
def test_what_is_open_or_not_binding_never_compels(code: str) -> None:
    assert not compels_gp(code, TODAY)


def test_compulsion_depends_on_the_day() -> None:
    power = dataclasses.replace(catalogue().powers["CO-01"], in_force_from=TODAY)
    assert compels(power, TODAY)
    assert not compels(power, TODAY - dt.timedelta(days=1))


@pytest.mark.parametrize(
    "change",
    [
        {"effect": Effect.PERMIT},
        {"extent": Extent.ENTRY},
        {"extent": Extent.OWN_INITIATIVE},
        {"binds_gp": Answer.CONTESTED},
        {"binds_gp": Answer.UNKNOWN},
        {"binds_gp": Answer.NO},
        {"in_force": Answer.UNKNOWN},
        {"in_force": Answer.NO},
        {"in_force_to": TODAY - dt.timedelta(days=1)},
    ],
)
def test_each_doubt_alone_is_enough(change: dict[str, Any]) -> None:
    assert not compels(dataclasses.replace(catalogue().powers["CO-01"], **change), TODAY)


def test_nothing_compels_that_does_not_say_what_it_reaches() -> None:
    for power in catalogue().powers.values():
        assert (power.extent is Extent.NOTHING) is (power.effect is not Effect.COMPEL), power.code


@pytest.mark.parametrize(
    ("effect", "items", "court", "emergency", "level", "supervisor"),
    [
        ("permitted", ["D08"], False, False, "V2", False),
        ("permitted", ["D08", "D06"], False, False, "V2", True),
        ("permitted", ["D07"], True, False, "V2", True),
        ("consented", ["D06"], False, False, "V2", False),
        ("compelled", ["D06"], True, False, "V4", False),
        ("compelled", ["D06"], False, False, "V2", False),
        ("permitted", ["D06"], False, True, "V2", False),
        ("compelled", ["D06"], True, True, "V2", False),
    ],
)
def test_minimum_verification(
    effect: str, items: list[str], court: bool, emergency: bool, level: str, supervisor: bool
) -> None:
    need = minimum_verification(effect, items, court=court, emergency=emergency)
    assert (need.level, need.supervisor) == (level, supervisor)
    assert need.reason


def test_verification_of_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="no_basis"):
        minimum_verification("no_basis", ["D06"], court=False)
    with pytest.raises(KeyError):
        minimum_verification("permitted", ["D99"], court=False)


@pytest.mark.parametrize(("level", "enough"), [("V0", False), ("V1", False), ("V2", True), ("V4", True)])
def test_levels_are_ordered(level: str, enough: bool) -> None:
    assert at_least(level, "V2") is enough


def test_who_issues_the_instrument() -> None:
    assert issued_by_court("CT-02")
    assert issued_by_court("CO-01")
    assert not issued_by_court("SG-04")


def test_any_value_confirms_registration() -> None:
    assert with_implied(["D06"]) == {"D06", "D01"}
    assert with_implied(["D21"]) == {"D21"}
    assert with_implied([]) == frozenset()


def codes(state: str, permission: str, *, emergency: bool = False) -> list[str]:
    return [outcome.code for outcome in outcomes_for(state, permission, emergency=emergency)]


def test_outcomes_by_state_and_permission() -> None:
    refusals = [
        "REFUSE_PI_NOT_MET",
        "REFUSE_NO_BASIS",
        "REFUSE_NCND",
        "REFUSE_PROHIBITED",
        "AGREEMENT_WITHDRAWN",
    ]
    assert codes("triage", "decide_request") == refusals
    assert codes("triage", "decide_request", emergency=True) == [
        "DISCLOSE_FULL", "DISCLOSE_PART", "NOT_HELD", *refusals,
    ]  # fmt: skip
    assert codes("triage", "triage_request") == [
        "REJECTED_PROCEDURE", "MISDIRECTED", "RECLASSIFIED_SAR", "RECLASSIFIED_FOI",
    ]  # fmt: skip
    assert codes("awaiting_requester", "close_request") == ["UNANSWERED"]
    assert codes("released", "withdraw_request") == []
    assert len(codes("decision", "decide_request")) == 11
