"""A law stands only where it was in force when the instrument was made, at decision and at release."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from requests_app.law import Lapse, Moment, catalogue, not_in_force
from requests_app.law.entries import Power
from requests_app.law.tables import Table
from requests_app.law.vocabulary import Answer, Effect

BEFORE, FROM = dt.date(2026, 2, 4), dt.date(2026, 2, 5)
MOMENTS = (Moment.INSTRUMENT, Moment.DECISION, Moment.RELEASE)


def days(instrument: dt.date, decision: dt.date, release: dt.date) -> dict[Moment, dt.date]:
    return dict(zip(MOMENTS, (instrument, decision, release), strict=True))


def powers(**change: Any) -> Table[Power]:
    entry = dataclasses.replace(catalogue().powers["CO-01"], **change)
    return Table({"CO-01": (entry,)})


def test_recognised_legitimate_interest_stands_from_its_day() -> None:
    """UK GDPR Art 6(1)(ea): in force 5 February 2026."""
    bases = catalogue().article6
    assert not_in_force(bases, "A6-ea", {Moment.DECISION: FROM}) is None
    assert not_in_force(bases, "A6-ea", {Moment.DECISION: BEFORE}) == Lapse(
        "A6-ea", Moment.DECISION, BEFORE, Answer.NO
    )
    assert not_in_force(bases, "A6-e", {Moment.DECISION: BEFORE, Moment.RELEASE: FROM}) is None


@pytest.mark.parametrize(("day", "stands"), [(dt.date(2026, 1, 11), False), (dt.date(2026, 1, 12), True)])
def test_victim_information_requests_begin_on_12_january_2026(day: dt.date, stands: bool) -> None:
    lapse = not_in_force(catalogue().powers, "PO-02", {Moment.INSTRUMENT: day})
    assert (lapse is None) is stands


@pytest.mark.parametrize(
    ("code", "answer"), [("DW-02", Answer.NO), ("SG-03", Answer.NO), ("CA-01", Answer.UNKNOWN)]
)
def test_what_is_not_known_to_be_in_force_never_stands(code: str, answer: Answer) -> None:
    lapse = not_in_force(catalogue().powers, code, {Moment.DECISION: dt.date(2026, 11, 21)})
    assert lapse is not None
    assert lapse.answer is answer


@pytest.mark.parametrize("failing", [*MOMENTS, None], ids=[*MOMENTS, "none"])
def test_each_moment_is_asked_and_the_first_that_fails_is_named(failing: Moment | None) -> None:
    """In force from 5 February 2026 to 1 March 2026, both days included."""
    table = powers(in_force_from=FROM, in_force_to=dt.date(2026, 3, 1))
    moments = days(FROM, dt.date(2026, 2, 20), dt.date(2026, 3, 1))
    if failing is None:
        assert not_in_force(table, "CO-01", moments) is None
        assert not_in_force(table, "CO-01", moments, compelling=True) is None
        return
    outside = BEFORE if failing is Moment.INSTRUMENT else dt.date(2026, 3, 2)
    lapse = not_in_force(table, "CO-01", moments | {failing: outside})
    assert lapse == Lapse("CO-01", failing, outside, Answer.NO)


def test_a_law_that_lapsed_for_all_moments_is_named_at_the_first() -> None:
    table = powers(in_force_to=BEFORE)
    lapse = not_in_force(table, "CO-01", days(FROM, FROM, FROM))
    assert lapse is not None
    assert lapse.moment is Moment.INSTRUMENT


def test_compulsion_must_hold_at_each_moment_in_the_edition_of_that_day() -> None:
    old = dataclasses.replace(catalogue().powers["CO-01"], in_force_to=BEFORE)
    new = dataclasses.replace(catalogue().powers["CO-01"], in_force_from=FROM, effect=Effect.PERMIT)
    table = Table({"CO-01": (old, new)})
    moments = {Moment.INSTRUMENT: BEFORE, Moment.DECISION: FROM}
    assert not_in_force(table, "CO-01", moments) is None
    assert not_in_force(table, "CO-01", moments, compelling=True) == Lapse(
        "CO-01", Moment.DECISION, FROM, Answer.NO
    )


def test_a_basis_is_no_power_and_never_compels() -> None:
    moments = {Moment.DECISION: FROM}
    assert not_in_force(catalogue().article6, "A6-c", moments) is None
    assert not_in_force(catalogue().article6, "A6-c", moments, compelling=True) is not None


def test_an_unknown_code_is_not_passed_over() -> None:
    with pytest.raises(KeyError):
        not_in_force(catalogue().powers, "NONSENSE", {Moment.DECISION: FROM})
