"""A release and a withdrawal at the same moment: whichever comes first, no release outlives the fall."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError

from requests_app import policies
from requests_app.journey import agreement_joining, agreements, legal_basis, release
from requests_app.models import Request, SharingAgreement
from tests.factories import agreements as made
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.journey.test_at_the_same_moment import at_once

ROUNDS, AT_ONCE = 6, 4
# Seconds in which a step that nobody held up would long have ended, and in which one that waits must end.
HELD, LONG = 0.7, 30
# Real commits and real locks: each test works on a clone of its own.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def own_team(transactional_db: None) -> Team:
    return make_team()


def releasing(team: Team, request: Request) -> Callable[[], object]:
    decision = request.decisions.get(voided_at=None)
    return lambda: release.release(
        key=request.key, by=team.practice_manager, tokens=["D06"],
        recipient=decision.recipient, route=decision.route,
    )  # fmt: skip


def withdrawing(team: Team, agreement: SharingAgreement) -> Callable[[], object]:
    return lambda: agreements.confirm(key=agreement.key, by=team.caldicott_guardian)


def leaving(team: Team, agreement: SharingAgreement) -> Callable[[], object]:
    return lambda: agreement_joining.leave(
        key=agreement.key, practice=team.practice, by=team.ig_lead, reason="They misused it"
    )


def nothing_stays(request: Request) -> None:
    """Not released, not approved, not reviewed; and what was released was released before the fall."""
    request = journeys.fresh(request)
    assert request.state == "legal_basis"
    assert not request.releases.filter(ended_at=None).exists()
    assert not request.decisions.filter(voided_at=None).exists()
    assert not request.legalbasisreview_set.filter(voided_at=None).exists()
    fell = policies.fell_at(request)
    assert fell is not None
    assert all(go.released_at <= fell for go in request.releases.all())


@pytest.mark.timeout(240)
@pytest.mark.parametrize("falls", [withdrawing, leaving], ids=["withdrawn", "left"])
def test_many_releases_race_the_fall(own_team: Team, falls: Callable[..., Callable[[], object]]) -> None:
    for number in range(ROUNDS):
        agreement = made.joined(own_team, made.in_force(own_team, name=f"Agreement {number}"))
        requests = [made.at(own_team, agreement, "approved") for _ in range(AT_ONCE)]
        if falls is withdrawing:
            made.proposed(own_team, agreement, "withdrawn")
        acts = [releasing(own_team, request) for request in requests]
        acts.insert(number % (AT_ONCE + 1), falls(own_team, agreement))
        ends = at_once(*acts)
        assert not [end for end in ends if end.startswith("error")], ends
        for request in requests:
            nothing_stays(request)


class Halt:
    """Holds up whoever calls the function, until told: a transaction that is open for a while."""

    def __init__(self, patch: pytest.MonkeyPatch, module: Any, name: str) -> None:
        self.reached, self.may_go_on = threading.Event(), threading.Event()
        real = getattr(module, name)

        def halted(*args: Any, **kwargs: Any) -> Any:
            found = real(*args, **kwargs)
            self.reached.set()
            assert self.may_go_on.wait(LONG)
            return found

        patch.setattr(module, name, halted)


def one_after_the_other(
    halt: Halt, first: Callable[[], object], second: Callable[[], object]
) -> tuple[list[str], list[str]]:
    """The second starts while the first is in the middle of its transaction, and must wait for it."""
    ends: dict[str, list[str]] = {"first": [], "second": []}
    threads = [
        threading.Thread(target=lambda: ends["first"].extend(at_once(first))),
        threading.Thread(target=lambda: ends["second"].extend(at_once(second))),
    ]
    threads[0].start()
    assert halt.reached.wait(LONG)
    threads[1].start()
    threads[1].join(HELD)
    assert threads[1].is_alive(), "it did not wait"
    halt.may_go_on.set()
    for thread in threads:
        thread.join(LONG)
    return ends["first"], ends["second"]


@pytest.mark.parametrize("falls", [withdrawing, leaving], ids=["withdrawn", "left"])
def test_a_release_that_comes_second_is_refused(
    own_team: Team, monkeypatch: pytest.MonkeyPatch, falls: Callable[..., Callable[[], object]]
) -> None:
    agreement = made.joined(own_team)
    request = made.at(own_team, agreement, "approved")
    if falls is withdrawing:
        made.proposed(own_team, agreement, "withdrawn")
    module = agreements if falls is withdrawing else agreement_joining
    halt = Halt(monkeypatch, module, "_record")
    ends = one_after_the_other(halt, falls(own_team, agreement), releasing(own_team, request))
    assert ends[0] == ["done"]
    assert ends[1] in (["NotPossible"], ["StalePage"])
    assert not request.releases.exists()
    nothing_stays(request)


@pytest.mark.parametrize("falls", [withdrawing, leaving], ids=["withdrawn", "left"])
def test_a_release_that_comes_first_is_taken_back(
    own_team: Team, monkeypatch: pytest.MonkeyPatch, falls: Callable[..., Callable[[], object]]
) -> None:
    agreement = made.joined(own_team)
    request = made.at(own_team, agreement, "approved")
    if falls is withdrawing:
        made.proposed(own_team, agreement, "withdrawn")
    halt = Halt(monkeypatch, release, "check_basis")
    ends = one_after_the_other(halt, releasing(own_team, request), falls(own_team, agreement))
    assert ends == (["done"], ["done"])
    assert request.releases.get().ended_because == "the agreement fell"
    nothing_stays(request)


def test_a_review_that_is_saved_meanwhile_is_older_than_the_fall(
    own_team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreement = made.joined(own_team)
    request = made.at(own_team, agreement, "legal_basis")
    made.proposed(own_team, agreement, "withdrawn")
    halt = Halt(monkeypatch, legal_basis, "_write_findings")
    saving = lambda: legal_basis.save(key=request.key, by=own_team.ig_lead, data=rules.legal(request))  # noqa: E731
    ends = one_after_the_other(halt, saving, withdrawing(own_team, agreement))
    assert ends == (["done"], ["done"])
    assert not request.legalbasisreview_set.filter(voided_at=None).exists()


def test_the_database_refuses_what_no_rule_stopped(own_team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    agreement = made.joined(own_team)
    request = made.at(own_team, agreement, "approved")
    monkeypatch.setattr(agreements.agreement_fall, "carry_out", lambda *_, **__: 0)
    made.stands_at(own_team, agreement, "withdrawn")
    monkeypatch.setattr(policies.reviews, "agreement_stands", lambda *_: None)
    with pytest.raises(Exception, match="fell after the approval") as refusal:
        releasing(own_team, request)()
    assert not isinstance(refusal.value, IntegrityError), "in words"
    assert not request.releases.exists()


def test_another_agreement_chosen_between_the_two_locks(
    own_team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    from requests_app.journey import unit

    agreement, other = made.joined(own_team), made.in_force(own_team, name="Another")
    request = made.at(own_team, agreement, "approved")
    monkeypatch.setattr(unit, "hold_grounds", lambda key: other.pk)
    assert at_once(releasing(own_team, request)) == {"StalePage": 1}
