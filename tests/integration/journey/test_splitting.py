"""What nothing compels goes its own way in a linked request, and a court's date doesn't wait for it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.ledger.api import entries_about, log_name, reveal
from kit.errors import NotAllowed, NotPossible, StalePage
from requests_app.journey import legal_basis, release, splitting
from requests_app.models import OutboxMessage, Request
from tests.factories import journeys, rules
from tests.factories.journeys import Team


@pytest.fixture
def mixed(team: Team) -> Request:
    """An order for an address, and a letter that asks for more; the review is begun."""
    law = rules.law(comply_by=timezone.localdate() + timedelta(days=3))
    request = journeys.submitted(
        team,
        law=law,
        requester=rules.coroner(),
        items={"codes": ["D06", "D08"], "own_words": ["Where she works"]},
    )
    request = journeys.triaged(team, request, level="V4")
    data = rules.legal(request, {"D06": "compelled", "D08": "permitted", "X3": "no_basis"})
    legal_basis.save(key=request.key, by=team.ig_lead, data=data)
    return journeys.fresh(request)


WHY = "Only the address is compelled"


def split(team: Team, request: Request, *tokens: str, reason: str = WHY) -> Request:
    key = splitting.split(key=request.key, by=team.ig_lead, tokens=tokens, reason=reason)
    return Request.objects.get(key=key)


def test_the_items_go_their_own_way(team: Team, mixed: Request) -> None:
    new = split(team, mixed, "D08", "X3")
    first = journeys.fresh(mixed)

    assert [item.token for item in first.live_items] == ["D06"]
    assert (first.state, new.state) == ("legal_basis", "triage")
    assert [(item.token, item.own_words) for item in new.live_items] == [
        ("D08", ""),
        ("X3", "Where she works"),
    ]
    assert first.linked_group == new.linked_group
    assert first.linked_group is not None
    assert new.reference != first.reference
    assert new.subjects.get().name == first.subjects.get().name
    assert new.requester.organisation_name == "Senior Coroner"
    assert [claim.code for claim in new.claims.all()] == ["CO-01"]
    assert new.logged_by == first.logged_by


def test_the_papers_date_stays_and_the_other_has_the_practices(team: Team, mixed: Request) -> None:
    due = mixed.due_at
    new = split(team, mixed, "D08", "X3")
    first = journeys.fresh(mixed)
    assert first.due_at == due
    assert first.comply_by is not None
    assert (new.comply_by, new.comply_by_time) == (None, None)
    assert not hasattr(new, "instrument")
    plain = journeys.submitted(team)
    assert (new.due_at, new.due_rule) == (plain.due_at, plain.due_rule)
    assert new.clocks.get(rule="decide").due_at > due


def test_what_is_compelled_goes_on_at_once(team: Team, mixed: Request) -> None:
    with pytest.raises(NotPossible, match="must have the public interest weighed"):
        legal_basis.finish(key=mixed.key, verb="skip_test", by=team.ig_lead)
    split(team, mixed, "D08", "X3")
    review = mixed.legalbasisreview_set.get(voided_at=None)
    assert [str(finding) for finding in review.findings.all()] == ["D06: compelled"]
    legal_basis.finish(key=mixed.key, verb="skip_test", by=team.ig_lead)
    first = journeys.approved(team, journeys.matched(team, journeys.fresh(mixed)))
    assert first.outcome == "COMPELLED_COMPLIED"


def test_the_other_is_weighed_and_decided_by_itself(team: Team, mixed: Request) -> None:
    new = journeys.triaged(team, split(team, mixed, "D08"))
    new = journeys.weighed(team, journeys.legally_reviewed(team, new))
    assert journeys.approved(team, journeys.matched(team, new)).outcome == "DISCLOSE_FULL"


def test_whoever_prepared_the_one_prepared_the_other(team: Team, mixed: Request) -> None:
    new = split(team, mixed, "D08")
    people = {row.person for row in new.participations.all()}
    assert people == {row.person for row in journeys.fresh(mixed).participations.all()}
    assert {row.part for row in new.participations.all()} == {"prepares"}


def test_both_are_in_the_practices_log(team: Team, mixed: Request) -> None:
    new = split(team, mixed, "D08")
    log = log_name(team.practice.public_id)
    (entry,) = entries_about(log, mixed.about, only_events=("request.split",))
    assert entry.facts["items"] == ["D08"]
    assert entry.facts["split_into"] == str(new.key)
    assert reveal(log, entry.event_id) == {"reason": "Only the address is compelled"}
    (linked,) = entries_about(log, new.about)
    assert (linked.event, linked.facts["first"]) == ("request.linked", str(mixed.key))
    change = new.status_changes.get()
    assert (change.verb, change.from_state, change.to_state) == ("split", "", "triage")


def test_those_who_triage_are_told(team: Team, mixed: Request) -> None:
    new = split(team, mixed, "D08")
    told = OutboxMessage.objects.filter(request=new, topic="request.linked")
    assert {row.recipient for row in told} == {team.practice_manager}


@pytest.mark.parametrize(
    ("tokens", "words"),
    [
        ((), "Choose the items"),
        (("D06", "D08", "X3"), "Leave at least one"),
        (("D15",), "not in this request"),
    ],
    ids=["none", "all", "another"],
)
def test_some_of_the_items_and_not_all(
    team: Team, mixed: Request, tokens: tuple[str, ...], words: str
) -> None:
    with pytest.raises(NotPossible, match=words):
        split(team, mixed, *tokens)
    assert Request.objects.count() == 1


def test_what_is_compelled_stays_with_the_papers_date(team: Team, mixed: Request) -> None:
    for tokens in (("D06",), ("D06", "X3")):
        with pytest.raises(NotPossible, match="What the law compels stays"):
            split(team, mixed, *tokens)
    assert Request.objects.count() == 1
    review = mixed.legalbasisreview_set.get(voided_at=None)
    assert review.findings.count() == 3


def test_what_was_found_compelled_in_a_voided_review_counts_no_more(team: Team, mixed: Request) -> None:
    mixed.legalbasisreview_set.update(voided_at=timezone.now(), voided_because="Begun anew")
    assert [item.token for item in split(team, mixed, "D06").live_items] == ["D06"]


def test_it_says_why(team: Team, mixed: Request) -> None:
    with pytest.raises(NotPossible, match="Say why"):
        split(team, mixed, "D08", reason="  ")


def test_only_who_reviews_the_legal_basis_and_only_there(team: Team, mixed: Request) -> None:
    with pytest.raises(NotAllowed):
        splitting.split(key=mixed.key, by=team.practice_manager, tokens=["D08"], reason="So")
    with pytest.raises(StalePage):
        split(team, journeys.submitted(team), "D08")
    with pytest.raises(StalePage):
        splitting.split(key=mixed.key, by=team.ig_lead, tokens=["D08"], reason="So", seen_version=1)


def test_what_was_decided_once_stays_together(team: Team) -> None:
    request = journeys.approved(team)
    release.basis_fell(key=request.key, by=team.ig_lead, reason="The power was repealed")
    with pytest.raises(NotPossible, match="decided once"):
        split(team, request, "D08")


def test_a_second_split_joins_the_same_group(team: Team, mixed: Request) -> None:
    one = split(team, mixed, "D08")
    two = split(team, mixed, "X3")
    assert {one.linked_group, two.linked_group} == {journeys.fresh(mixed).linked_group}


def test_a_restricted_request_stays_so(team: Team) -> None:
    people = [team.ig_lead, team.practice_manager]
    request = journeys.submitted(team, restriction={"restricted": True, "people": people})
    new = split(team, journeys.triaged(team, request), "D08")
    assert new.restricted
    assert {row.user for row in new.requestuserobjectpermission_set.all()} == {
        row.user for row in request.requestuserobjectpermission_set.all()
    }
