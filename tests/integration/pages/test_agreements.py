"""The register of agreements on its pages: who reads it, who keeps it, and the second person of each step."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from practices.models import Person
from requests_app import policies
from requests_app.journey import agreement_joining
from requests_app.models import AgreementJoining, SharingAgreement
from requests_app.presenters import agreements as presenters
from tests.factories import agreements as made
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.factories.people import a_member, a_membership
from tests.integration.journey.conftest import make_team
from tests.integration.pages.typed import day
from tests.support.queries import MOST_A_PAGE, counted

SignIn = Callable[[Person], Client]
TODAY = timezone.localdate()
STATUS: dict[str, Any] = {
    "status": "withdrawn",
    **day("since", TODAY),
    "reason": "Its parties ended it",
    "source": "Their letter",
}


@pytest.fixture
def lead(team: Team, as_person: SignIn) -> Client:
    return as_person(team.ig_lead)


@pytest.fixture
def guardian(team: Team, as_person: SignIn) -> Client:
    return as_person(team.caldicott_guardian)


def page_of(agreement: SharingAgreement, name: str = "agreement", *more: str) -> str:
    return reverse(name, args=[agreement.key, *more])


def text_of(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_an_agreement_is_entered_and_has_no_status(lead: Client, team: Team) -> None:
    answer = lead.post(reverse("agreement_new"), made.ENTERED)
    agreement = SharingAgreement.objects.get()
    assert answer.headers["Location"] == page_of(agreement)
    assert (agreement.kept_by, agreement.entered_by, agreement.items) == (
        team.practice,
        team.ig_lead,
        ["D06"],
    )
    page = text_of(lead, page_of(agreement))
    assert "No status is confirmed yet" in page
    assert "An agreement is never a basis" in page


@pytest.mark.parametrize("name", ["name", "parties", "items", "purposes", "claimed_basis"])
def test_what_is_left_out_is_asked_for(lead: Client, name: str) -> None:
    answer = lead.post(reverse("agreement_new"), {k: v for k, v in made.ENTERED.items() if k != name})
    assert answer.status_code == 422
    assert f'href="#id_{name}' in answer.content.decode()


def test_a_name_is_there_once(lead: Client, team: Team) -> None:
    made.entered(team)
    answer = lead.post(reverse("agreement_new"), made.ENTERED)
    assert answer.status_code == 422
    assert "has an agreement of this name already" in answer.content.decode()


def test_who_works_at_two_practices_chooses_which_keeps_it(as_person: SignIn, team: Team) -> None:
    other = make_team("Y99992", "Quillhaven")
    a_membership(other.practice, "ig_lead", person=team.ig_lead)
    client = as_person(team.ig_lead)
    assert client.post(reverse("agreement_new"), made.ENTERED).status_code == 422
    client.post(reverse("agreement_new"), made.ENTERED | {"practice": "Y99992"})
    assert SharingAgreement.objects.get().kept_by == other.practice
    made.joined(team, SharingAgreement.objects.get())
    assert "Joined by 1 of 2" in text_of(client, reverse("agreements"))


def test_its_texts_change(lead: Client, team: Team) -> None:
    agreement = made.entered(team)
    data = {"claimed_basis": "As before", "documents": "In the safe", "seen_version": "1"}
    assert lead.post(page_of(agreement, "agreement_edit"), data).status_code == 302
    assert "In the safe" in text_of(lead, page_of(agreement))
    assert lead.post(page_of(agreement, "agreement_edit"), data).status_code == 409


def test_a_status_is_proposed_by_one_and_confirmed_by_another(
    lead: Client, guardian: Client, team: Team
) -> None:
    agreement = made.joined(team)
    resting = [made.at(team, agreement, point) for point in ("decision", "approved", "submitted")]
    lead.post(page_of(agreement, "agreement_status"), STATUS)
    page = text_of(lead, page_of(agreement))
    assert "You proposed this, so somebody else confirms it" in page
    assert "Today: in force" in page
    assert lead.get(page_of(agreement, "agreement_confirm")).status_code == 403
    assert lead.get(page_of(agreement, "agreement_status")).status_code == 409
    asked = text_of(guardian, page_of(agreement, "agreement_confirm"))
    assert "Requests go back by this" in asked
    assert "In your practices that is 2 requests." in asked
    assert guardian.post(page_of(agreement, "agreement_confirm"), {}).status_code == 422
    guardian.post(page_of(agreement, "agreement_confirm"), {"decision": "confirm"})
    assert [journeys.fresh(request).state for request in resting] == ["legal_basis", "legal_basis", "triage"]
    page = text_of(lead, page_of(agreement))
    assert "Today: withdrawn" in page
    assert "Their letter" in page
    assert guardian.get(page_of(agreement, "agreement_confirm")).status_code == 409


def test_a_status_is_declined(guardian: Client, team: Team) -> None:
    agreement = made.entered(team)
    made.proposed(team, agreement, "in_force")
    assert "Requests go back" not in text_of(guardian, page_of(agreement, "agreement_confirm"))
    guardian.post(page_of(agreement, "agreement_confirm"), {"decision": "decline"})
    page = text_of(guardian, page_of(agreement))
    assert "Proposed and declined" in page
    assert policies.status_on(made.fresh(agreement), TODAY) is None


WRONG = [
    ({"status": ""}, "Select where the agreement stands"),
    (day("since", TODAY + timedelta(days=1)), "must be today or in the past"),
    ({"reason": ""}, "Enter why the agreement stands there"),
    ({"source": ""}, "Enter where that is written"),
]


@pytest.mark.parametrize(("change", "says"), WRONG, ids=["status", "future", "reason", "source"])
def test_a_status_needs_a_day_a_reason_and_a_source(
    lead: Client, team: Team, change: dict[str, Any], says: str
) -> None:
    agreement = made.entered(team)
    answer = lead.post(page_of(agreement, "agreement_status"), STATUS | change)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not agreement.changes.exists()


def test_what_the_journey_refuses_is_said_at_the_form(
    lead: Client, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody proposed while this form was being filled in."""
    from requests_app.views import agreement_steps

    agreement = made.entered(team)
    monkeypatch.setattr(agreement_steps.presenters, "waiting", lambda _: None)
    made.proposed(team, agreement, "in_force")
    answer = lead.post(page_of(agreement, "agreement_status"), STATUS)
    assert answer.status_code == 422
    assert "A status is proposed already" in answer.content.decode()
    stale = lead.post(page_of(agreement, "agreement_status"), STATUS | {"seen_version": "1"})
    assert stale.status_code == 409


def test_a_practice_joins_and_leaves(lead: Client, guardian: Client, team: Team) -> None:
    agreement, code = made.in_force(team), team.practice.ods_code
    assert "Record that the practice joins" in text_of(lead, page_of(agreement))
    assert "Record that the practice joins" not in text_of(guardian, page_of(agreement))
    assert lead.post(page_of(agreement, "agreement_join", code), {}).status_code == 422
    lead.post(page_of(agreement, "agreement_join", code), {"reason": "We share with them"})
    assert lead.get(page_of(agreement, "agreement_join", code)).status_code == 409
    assert "Joining waits for the guardian" in text_of(lead, reverse("agreements"))
    assert "Confirm the joining" not in text_of(lead, page_of(agreement))
    assert "Confirm the joining" in text_of(guardian, page_of(agreement))
    address = page_of(agreement, "agreement_join_confirm", code)
    assert "We share with them" in text_of(guardian, address)
    assert guardian.post(address, {}).status_code == 422
    guardian.post(address, {"read": "on"})
    assert guardian.get(address).status_code == 409
    assert policies.has_joined(made.fresh(agreement), team.practice.pk)
    request = made.at(team, agreement, "approved")
    address = page_of(agreement, "agreement_leave", code)
    assert "In your practices that is 1 request." in text_of(guardian, address)
    assert guardian.post(address, {}).status_code == 422
    guardian.post(address, {"reason": "They misused it"})
    assert journeys.fresh(request).state == "legal_basis"
    page = text_of(lead, page_of(agreement))
    assert "They misused it" in page
    assert "Record that the practice joins" in page
    assert lead.get(address).status_code == 409


def test_a_joining_is_taken_back_before_it_is_confirmed(lead: Client, team: Team) -> None:
    agreement, code = made.in_force(team), team.practice.ods_code
    agreement_joining.record_joining(key=agreement.key, practice=team.practice, by=team.ig_lead, reason="x")
    address = page_of(agreement, "agreement_leave", code)
    page = text_of(lead, address)
    assert "Take the joining back" in page
    assert "Requests go back" not in page
    assert lead.post(address, {"reason": "A mistake"}).status_code == 302
    assert AgreementJoining.objects.get().left_because == "A mistake"


def test_who_holds_both_roles_confirms_nothing_of_their_own(as_person: SignIn, team: Team) -> None:
    agreement, code = made.in_force(team), team.practice.ods_code
    both = a_member(team.practice, "ig_lead", "caldicott_guardian")
    agreement_joining.record_joining(key=agreement.key, practice=team.practice, by=both, reason="x")
    client = as_person(both)
    assert "Confirm the joining" not in text_of(client, page_of(agreement))
    assert client.get(page_of(agreement, "agreement_join_confirm", code)).status_code == 403


def test_the_roles_of_joining(as_person: SignIn, team: Team) -> None:
    agreement, code = made.in_force(team), team.practice.ods_code
    for role, name, status in (
        ("caldicott_guardian", "agreement_join", 403),
        ("ig_lead", "agreement_join_confirm", 403),
        ("practice_manager", "agreement_leave", 403),
    ):
        client = as_person(team.people[role])
        assert client.get(page_of(agreement, name, code)).status_code == status
    outsider = as_person(make_team("Y99992", "Quillhaven").ig_lead)
    assert outsider.get(page_of(agreement, "agreement_join", code)).status_code == 404


def test_who_reads_requests_reads_the_register(as_person: SignIn, team: Team) -> None:
    agreement = made.entered(team)
    for role in ("front_desk", "practice_administrator"):
        client = as_person(team.people[role])
        assert client.get(reverse("agreements")).status_code == 403
        assert client.get(page_of(agreement)).status_code == 403
        assert client.get(reverse("agreement_new")).status_code == 403
        assert 'href="/agreements/"' not in client.get("/").content.decode()
    other = as_person(make_team("Y99992", "Quillhaven").auditor)
    assert agreement.name in text_of(other, reverse("agreements"))
    page = text_of(other, page_of(agreement))
    assert "Propose where it stands" not in page
    assert 'href="/agreements/"' in other.get("/").content.decode()
    assert other.get(reverse("agreement", args=[team.practice.public_id])).status_code == 404


def test_of_many_practices_those_are_shown_that_concern_it(
    as_person: SignIn, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined, other = made.joined(team), make_team("Y99992", "Quillhaven")
    officer = team.data_protection_officer
    a_membership(other.practice, "data_protection_officer", person=officer)
    page = text_of(as_person(officer), page_of(joined))
    assert "Larkmoor Road Surgery" in page
    assert "Quillhaven" in page
    monkeypatch.setattr(presenters, "MANY", 1)
    page = text_of(as_person(officer), page_of(joined))
    assert "Quillhaven" not in page
    assert "Joined by 1 of 2" in text_of(as_person(officer), reverse("agreements"))


def test_the_list_is_filtered_and_sorted(lead: Client, team: Team) -> None:
    assert "The register is empty" in text_of(lead, reverse("agreements"))
    made.in_force(team, name="B agreement")
    made.stands_at(team, made.entered(team, name="A memorandum", parties="The port"), "paused")
    made.entered(team, name="C concordat")
    names = ("A memorandum", "B agreement", "C concordat")

    def order(query: str) -> list[str]:
        page = text_of(lead, f"{reverse('agreements')}?{query}")
        return sorted((name for name in names if name in page), key=page.index)

    assert order("") == list(names)
    assert order("sort=-name") == list(reversed(names))
    assert order("sort=since") == ["B agreement", "A memorandum", "C concordat"]
    assert order("sort=-since") == ["A memorandum", "B agreement", "C concordat"]
    assert order("text=port") == ["A memorandum"]
    assert order("status=in_force") == ["B agreement"]
    assert order("status=none") == ["C concordat"]
    assert "No agreement fits" in text_of(lead, f"{reverse('agreements')}?text=xyz")


def test_it_asks_as_often_for_many(lead: Client, team: Team) -> None:
    agreement = made.joined(team)
    addresses = (reverse("agreements"), page_of(agreement))
    lead.get(addresses[0])  # what is asked once a minute
    few = [asked_for(lead, address) for address in addresses]
    for number in range(12):
        made.stands_at(team, made.in_force(team, name=f"Agreement {number}"), "under_review")
        made.stands_at(team, agreement, "in_force", TODAY - timedelta(days=number + 1))
    many = [asked_for(lead, address) for address in addresses]
    assert many == few
    assert max(many) <= MOST_A_PAGE


def asked_for(client: Client, address: str) -> int:
    with counted() as asked:
        assert client.get(address).status_code == 200
    return len(asked)
