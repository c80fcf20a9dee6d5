"""Seven days that statute gives for an order: clocks from what is recorded, with reminders."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from requests_app import tasks
from requests_app.after_migrating import start_clocks
from requests_app.journey import clock_facts, correction, starting_orders, waiting
from requests_app.models import Clock, Reminder, Request
from requests_app.presenters.due import answer_by
from requests_app.reminders.sweep import sweep
from tests.factories import journeys, rules
from tests.factories.journeys import Team, fresh

#: Wednesday 11 November 2026, on which the order was served; it is dated the day before.
SERVED, DATED = date(2026, 11, 11), date(2026, 11, 10)
NOW = time_machine.travel("2026-11-11T10:00:00Z", tick=True)
SEVEN = timedelta(days=7)
RULES = ("terrorism_order", "production_order", "family_law_vary")


@pytest.fixture(autouse=True)
def wednesday() -> Any:
    with NOW as traveller:
        yield traveller


def law(*codes: str, paper: bool = True, **more: Any) -> dict[str, Any]:
    order = {**rules.law()["instrument"], "kind": "court_order", "dated": DATED, "served_on": SERVED}
    served = {name: more.pop(name) for name in ("served_on",) if name in more}
    return rules.law(codes=list(codes), instrument=order | served if paper else None, **more)


def ordered(team: Team, *codes: str, **more: Any) -> Request:
    return journeys.submitted(team, law=law(*codes, **more), requester=rules.court())


def refused(team: Team) -> Request:
    """An order under two laws, which the guardian refuses after the reviews."""
    request = rules.compelled(team, power="PO-07", law=law("PO-07", "CT-02"))
    return journeys.refused(team, request, "REFUSE_NO_BASIS")


def correct(team: Team, request: Request, data: dict[str, Any]) -> None:
    correction.correct(
        key=request.key, by=team.practice_manager, part="law", data=data, because="The court wrote again"
    )


def dates(request: Request) -> dict[str, tuple[str, date]]:
    rows = Clock.objects.filter(request=request, rule__in=RULES)
    return {row.rule: (row.state, row.due_on) for row in rows}


@pytest.mark.parametrize(
    ("code", "rule", "day"),
    [
        ("PO-07", "terrorism_order", DATED + SEVEN),
        ("PO-03", "production_order", DATED + SEVEN),
        ("CT-02", "family_law_vary", SERVED + SEVEN),
    ],
)
def test_each_begins_with_the_request_and_its_day(team: Team, code: str, rule: str, day: date) -> None:
    request = ordered(team, code)
    assert dates(request) == {rule: ("running", day)}
    assert {"decide", rule} <= set(Clock.objects.values_list("rule", flat=True))


def test_an_order_that_names_its_time_has_that_and_may_still_be_varied(team: Team) -> None:
    request = ordered(team, "PO-03", "PO-07", "CT-02", comply_by=date(2026, 11, 30))
    assert dates(request) == {"family_law_vary": ("running", SERVED + SEVEN)}


def test_without_a_paper_nothing_counts_from_it(team: Team) -> None:
    assert dates(ordered(team, "CT-02", "PO-03", "PO-07", paper=False)) == {}


def test_without_a_day_of_service_there_is_no_last_day_to_vary(team: Team) -> None:
    assert dates(ordered(team, "CT-02", served_on=None)) == {}


def test_another_law_has_none(team: Team) -> None:
    assert dates(ordered(team, "CT-01")) == {}


def test_a_correction_is_followed_and_a_time_named_after_all_ends_it(team: Team) -> None:
    request = ordered(team, "PO-07")
    earlier = {**law("PO-07")["instrument"], "dated": DATED - timedelta(days=1)}
    correct(team, request, law("PO-07") | {"instrument": earlier})
    assert dates(request) == {"terrorism_order": ("running", DATED + SEVEN - timedelta(days=1))}
    correct(team, request, law("PO-07", comply_by=date(2026, 11, 30)))
    assert dates(request)["terrorism_order"][0] == "ended"


def test_what_a_review_found_to_compel_counts_as_what_is_claimed(team: Team) -> None:
    request = rules.compelled(team, law=law("CO-01"), power="PO-07")
    assert dates(request) == {"terrorism_order": ("running", DATED + SEVEN)}


@pytest.mark.parametrize("whom", ["requester", "patient"])
def test_asking_stops_none(team: Team, whom: str) -> None:
    request = ordered(team, "PO-07", "CT-02")
    before = dates(request)
    waiting.ask(key=request.key, whom=whom, question="Which?", by=team.practice_manager)
    assert dates(request) == before


def test_refused_it_runs_on_and_closing_ends_it(team: Team) -> None:
    request = refused(team)
    assert {state for state, _ in dates(request).values()} == {"running"}
    journeys.closed(team, request)
    assert {rule: state for rule, (state, _) in dates(request).items()} == {
        "terrorism_order": "met",
        "family_law_vary": "ended",
    }


def test_the_letter_names_the_day_to_comply_and_not_that_to_vary(team: Team) -> None:
    request = ordered(team, "PO-07")
    assert answer_by(fresh(request)) == Clock.objects.get(rule="terrorism_order").due_at
    other = ordered(team, "CT-02")
    assert answer_by(fresh(other)) == Clock.objects.get(request=other, rule="decide").due_at


# When the day of a choice has passed.


def test_a_choice_that_has_passed_is_not_late_but_gone(team: Team, wednesday: Any) -> None:
    request, other = ordered(team, "CT-02"), ordered(team, "PO-07")
    wednesday.move_to("2026-11-18T23:59:00Z")
    assert starting_orders.follow_orders() == 0
    wednesday.move_to("2026-11-19T01:00:00Z")
    assert tasks.start_clocks() == 1
    assert dates(request) == {"family_law_vary": ("ended", SERVED + SEVEN)}
    assert dates(other)["terrorism_order"][0] == "running"
    assert fresh(request).due_rule != "family_law_vary"
    assert starting_orders.follow_orders() == 0
    assert starting_orders._follow(request.pk) == 0


def test_logged_too_late_it_doesnt_begin(team: Team, wednesday: Any) -> None:
    wednesday.move_to("2026-11-19T10:00:00Z")
    assert dates(ordered(team, "CT-02", "PO-07")).keys() == {"terrorism_order"}


# Requests from before there were such clocks.


@pytest.mark.parametrize("starts", [start_clocks, starting_orders.follow_orders], ids=["migrated", "night"])
def test_open_requests_from_before_get_theirs_once(
    team: Team, monkeypatch: pytest.MonkeyPatch, starts: Any
) -> None:
    with monkeypatch.context() as older:
        older.setattr(clock_facts, "orders_of", lambda request: {})
        request, plain = ordered(team, "PO-07", "CT-02", "PO-03"), journeys.submitted(team)
        named = ordered(team, "PO-07", comply_by=date(2026, 11, 30))
        closed = journeys.closed(team, refused(team))
    assert dates(request) == {}
    version = fresh(request).version

    assert starts() == 1

    assert dates(request) == {
        "terrorism_order": ("running", DATED + SEVEN),
        "production_order": ("running", DATED + SEVEN),
        "family_law_vary": ("running", SERVED + SEVEN),
    }
    assert [dates(each) for each in (plain, named, closed)] == [{}, {}, {}]
    assert fresh(request).version == version
    assert starts() == 0


# People hear of it.


def test_people_are_reminded(team: Team, wednesday: Any) -> None:
    ordered(team, "CT-02")
    wednesday.move_to("2026-11-18T07:00:00Z")
    sweep()
    found = Reminder.objects.filter(rule="family_law_vary")
    assert set(found.values_list("rung", flat=True)) == {"due"}
    assert team.caldicott_guardian.pk in found.values_list("person", flat=True)
