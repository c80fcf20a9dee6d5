"""Transparency reports from the ledger: what counts as what, what is hidden, and that nothing changes."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.desk.transparency import publishing
from audit.desk.transparency.cells import ALL, APPROVED, Cell, leaves_of, totals_in_order
from audit.desk.transparency.counting import OUTCOMES
from audit.desk.transparency.publishing import (
    Report,
    check_period,
    next_report,
    publish,
    published,
    report_of,
)
from audit.ledger.api import entries, entry, log_name
from kit.errors import NotPossible, StalePage
from practices.models import Person, Practice
from tests.factories import people
from tests.factories.endings import ended
from tests.unit.audit.transparency.test_suppressing import check

pytestmark = pytest.mark.django_db
APRIL, MAY, JUNE, JULY, MARCH = "2025-04", "2025-05", "2025-06", "2025-07", "2026-03"
SPRING, SUMMER, YEAR = "2025-04.2025-06", "2025-07.2025-09", "2025-04.2026-03"


@pytest.fixture
def practice(db: None) -> Practice:
    return people.a_practice()


@pytest.fixture
def officer(practice: Practice) -> Person:
    return people.a_member(practice, "data_protection_officer")


def test_what_counts_as_what(practice: Practice) -> None:
    approved = "decision.approved"
    ended(practice, APRIL, 5, event=approved)
    ended(practice, APRIL, 6, event=approved, items={"D06": "disclose", "D08": "withhold"})
    ended(practice, APRIL, 7, event=approved, outcome="NOT_HELD", items={"D01": "disclose"})
    ended(practice, APRIL, 8, event="decision.refused")
    ended(practice, APRIL, 5, event="decision.refused_early", kind="court")
    ended(practice, APRIL, 9, event="triage.rejected")
    ended(practice, APRIL, 5, event="triage.misdirected")
    ended(practice, APRIL, 5, event="triage.reclassified")
    ended(practice, APRIL, 6, event="request.withdrawn")
    ended(practice, APRIL, 5, event="decision.approved_in_emergency")
    ended(practice, APRIL, 5, event="disclosure.confirmed")  # no ending: it was approved before
    ended(practice, JULY, 5)
    report = next_report(practice, SPRING)
    found = {outcome: report.value((SPRING, ALL, outcome)) for outcome in (*OUTCOMES, ALL, APPROVED)}
    assert found == {
        "approved_in_full": 10,
        "approved_in_part": 6,
        "not_held": 7,
        "refused": 13,
        "rejected": 9,
        "elsewhere": 10,
        "withdrawn": 6,
        ALL: 61,
        APPROVED: 16,
    }
    assert report.value((APRIL, "court", "refused")) == 5
    assert report.value((APRIL, "court", "withdrawn")) == 0
    assert report.kinds == ["court", "police"]


def test_small_numbers_and_what_gives_them_away_are_hidden(practice: Practice) -> None:
    ended(practice, APRIL, 3, kind="court")
    ended(practice, APRIL, 9)
    ended(practice, APRIL, 8, event="request.withdrawn")
    report = next_report(practice, SPRING)
    assert report.value((APRIL, "court", "refused")) is None
    assert report.value((APRIL, "court", ALL)) is None
    assert report.value((APRIL, ALL, ALL)) is None, "less the police it would be three"
    assert report.value((APRIL, ALL, "refused")) is None
    assert report.value((APRIL, "police", ALL)) == 17
    assert report.value((APRIL, ALL, "withdrawn")) == 8


def test_two_small_numbers_may_share_a_total(practice: Practice) -> None:
    ended(practice, APRIL, 3, kind="court")
    ended(practice, APRIL, 2, kind="coroner")
    ended(practice, APRIL, 9)
    report = next_report(practice, SPRING)
    assert report.value((APRIL, ALL, ALL)) == 14
    assert report.value((APRIL, "court", ALL)) is None
    assert report.value((APRIL, "coroner", ALL)) is None


def test_published_it_never_changes_and_a_later_one_gives_nothing_away(
    practice: Practice, officer: Person
) -> None:
    ended(practice, APRIL, 9)
    ended(practice, MAY, 9)
    first = publish(practice, SPRING, by=officer)
    before = report_of(practice, first)
    assert before is not None
    assert before.value((SPRING, ALL, ALL)) == 18
    ended(practice, APRIL, 2)  # written down late: the month stays as it was published
    ended(practice, MARCH, 3)
    second = publish(practice, YEAR, by=officer)
    after = report_of(practice, second)
    assert after is not None
    assert after.value((APRIL, ALL, ALL)) == 9
    assert after.value((MARCH, ALL, ALL)) is None
    assert after.value((YEAR, ALL, ALL)) is None, "less the first report it would be three"
    assert report_of(practice, first) == before
    assert [each.period for each in published(practice)] == [YEAR, SPRING]
    found = entry(log_name(practice.public_id), second)
    assert found is not None
    assert (found.event, found.actor) == ("desk.transparency_published", officer.opaque)


def test_a_small_quarter_is_a_secret_before_its_report(practice: Practice) -> None:
    """Two hidden counts of one quarter would be told together by the year's total."""
    ended(practice, APRIL, 1)
    ended(practice, MAY, 2)
    ended(practice, JULY, 6)
    assert next_report(practice, YEAR).value((YEAR, ALL, ALL)) is None


def test_details_only_of_months_that_were_never_published(practice: Practice, officer: Person) -> None:
    ended(practice, APRIL, 9, event="decision.approved")
    ended(practice, JULY, 9, event="decision.approved")
    assert next_report(practice, YEAR).details.bases == [("A6-c Legal obligation", 18)]
    publish(practice, SPRING, by=officer)
    assert next_report(practice, YEAR).details.bases == []
    assert next_report(practice, SUMMER).details.bases == [("A6-c Legal obligation", 9)]


def test_details(practice: Practice) -> None:
    approved = "decision.approved"
    ended(practice, APRIL, 6, event=approved, days=4)
    ended(practice, APRIL, 5, event=approved, basis="A6-d", told="not", days=8)
    ended(practice, APRIL, 7, event="triage.rejected", days=1)
    ended(practice, APRIL, 5, days=20)
    ended(practice, APRIL, 5, days=None)
    details = next_report(practice, SPRING).details
    assert details.bases == [("A6-c Legal obligation", 6), ("A6-d Vital interests", 5)]
    assert details.told == [("Told before or straight after", 6), ("Told later or not at all", 5)]
    assert details.share_told == 55
    assert details.median_days == 8.0


def test_an_approval_on_several_bases_and_one_on_none(practice: Practice) -> None:
    two = {"D06": "disclose", "D08": "disclose"}
    mixed = {"D06": "A6-c", "D08": "A6-d"}
    ended(practice, APRIL, 6, event="decision.approved", items=two, basis=mixed)
    ended(practice, APRIL, 5, event="decision.approved_in_emergency", items=two, basis="")
    assert next_report(practice, SPRING).details.bases == [("Several bases", 6), ("Not recorded", 5)]


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2026-10.2026-12", "when it is over"),
        ("2026-04.2027-03", "when it is over"),
        ("2026-05.2026-07", "one of the quarters"),
        ("2026-04", "one of the quarters"),
        ("nonsense", "one of the quarters"),
    ],
    ids=["not over", "year not over", "no quarter", "one month", "no period"],
)
def test_periods_that_can_not_be(period: str, words: str) -> None:
    with pytest.raises(NotPossible, match=words):
        check_period(period, date(2026, 11, 22))
    check_period("2026-07.2026-09", date(2026, 11, 22))


def test_the_same_period_is_published_once(practice: Practice, officer: Person) -> None:
    publish(practice, SPRING, by=officer)
    with pytest.raises(NotPossible, match="published already"):
        publish(practice, SPRING, by=officer)


def test_another_report_at_the_same_moment_is_noticed(
    practice: Practice, officer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(practice, SUMMER, by=officer)
    now = published(practice)
    answers = iter([[], now])  # what is published before, and once the lock is held
    monkeypatch.setattr(publishing, "published", lambda of: next(answers))
    with pytest.raises(StalePage):
        publish(practice, SPRING, by=officer)
    monkeypatch.undo()
    assert published(practice) == now


def test_no_more_reports_than_can_be_judged(
    practice: Practice, officer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(practice, SPRING, by=officer)
    monkeypatch.setattr(publishing, "MOST_REPORTS", 1)
    with pytest.raises(NotPossible, match="as many reports"):
        publish(practice, SUMMER, by=officer)


def test_only_a_published_report_can_be_read(practice: Practice) -> None:
    ended(practice, APRIL)
    (other,) = entries(log_name(practice.public_id))
    assert report_of(practice, other.event_id) is None
    assert report_of(practice, practice.public_id) is None


PARTS = (SPRING, SUMMER, YEAR)


@settings(max_examples=30, deadline=None, suppress_health_check=[*HealthCheck])
@given(
    st.lists(st.sampled_from([0, 0, 1, 2, 3, 4, 6]), min_size=8, max_size=8),
    st.permutations(PARTS),
)
def test_an_attacker_with_every_report_finds_no_hidden_number(
    db: None, numbers: list[int], order: list[str]
) -> None:
    """Quarters and their year in any order; the attacker adds, subtracts and tries everything."""
    practice = people.a_practice()
    officer = people.a_member(practice, "data_protection_officer")
    for place, many in enumerate(numbers):
        event = ("decision.refused", "request.withdrawn")[place % 2]
        ended(practice, (APRIL, MAY, JULY, MARCH)[place // 2], many, event=event)
    reports: list[Report] = []
    for period in order:
        found = report_of(practice, publish(practice, period, by=officer))
        assert found is not None
        reports.append(found)
        attack(reports)


def attack(reports: list[Report]) -> None:
    """Everything that the pages show, and nothing else, against everything that they hide."""
    counts: dict[Cell, int] = {}
    totals: dict[Cell, list[Cell]] = {}
    for report in reports:
        counts |= report.counts
    out: set[Cell] = set()
    for report in reports:
        for cell in totals_in_order(report.period, report.counts):
            totals[cell] = leaves_of(cell, report.counts)
            if report.value(cell) is not None:
                out.add(cell)
    for report in reports:
        for cell in out & set(totals_in_order(report.period, report.counts)):
            assert report.value(cell) == total(counts, totals[cell]), "reports agree"
    check(counts, totals, out)


def total(counts: Mapping[Cell, int], leaves: list[Cell]) -> int:
    return sum(counts[leaf] for leaf in leaves)
