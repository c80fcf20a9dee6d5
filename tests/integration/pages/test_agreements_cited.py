"""A request that cites an agreement: chosen in the log, shown where it is read, and never a basis."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kit.dates import long_date
from practices.models import Person
from requests_app.models import Request, SharingAgreement
from tests.factories import agreements as made
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.pages.typed import POSTED
from tests.support.queries import MOST_A_PAGE, counted

SignIn = Callable[[Person], Client]


@pytest.fixture
def agreement(team: Team) -> SharingAgreement:
    return made.joined(team)


def text_of(client: Client, name: str, case: Request, *more: str) -> str:
    answer = client.get(reverse(name, args=[case.key, *more]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def law(agreement: SharingAgreement | None, **fields: Any) -> dict[str, Any]:
    return POSTED["law"] | {"agreement": str(agreement.key) if agreement else ""} | fields


def test_it_is_chosen_in_the_log(team: Team, as_person: SignIn, agreement: SharingAgreement) -> None:
    case, client = journeys.draft(team), as_person(team.practice_manager)
    assert client.post(reverse("log_law", args=[case.key]), law(agreement)).status_code == 302
    assert journeys.fresh(case).agreement == agreement
    assert "Agreement in our register" in text_of(client, "log_check", case)
    page = text_of(client, "log_law", case)
    assert f'value="{agreement.key}" selected' in page
    assert client.post(reverse("log_law", args=[case.key]), law(None)).status_code == 302
    assert journeys.fresh(case).agreement is None


def test_what_is_not_in_the_register_is_not_taken(
    team: Team, as_person: SignIn, agreement: SharingAgreement
) -> None:
    case, client = journeys.draft(team), as_person(team.practice_manager)
    wrong = law(None) | {"agreement": str(case.key)}
    assert client.post(reverse("log_law", args=[case.key]), wrong).status_code == 422


def test_without_agreements_it_is_not_asked_for(team: Team, as_person: SignIn) -> None:
    page = text_of(as_person(team.practice_manager), "log_law", journeys.draft(team))
    assert "register of agreements" not in page


def test_an_agreement_alone_is_a_claim_and_no_claim_is_none(
    team: Team, as_person: SignIn, agreement: SharingAgreement
) -> None:
    case, client = journeys.draft(team), as_person(team.practice_manager)
    nothing = {name: value for name, value in law(agreement).items() if not name.startswith("claim")}
    assert client.post(reverse("log_law", args=[case.key]), nothing).status_code == 302
    case = journeys.submitted_as_it_is(team, case)
    assert case.state == "triage"
    refused = client.post(
        reverse("log_law", args=[journeys.draft(team).key]), nothing | {"no_law_claimed": "on"}
    )
    assert refused.status_code == 422


def test_another_one_is_chosen_by_a_correction_of_the_law(
    team: Team, as_person: SignIn, agreement: SharingAgreement
) -> None:
    case = made.at(team, agreement, "approved")
    other = made.in_force(team, name="Another agreement")
    client = as_person(team.practice_manager)
    sent = law(other) | {"because": "They wrote again"}
    assert client.post(reverse("correct_part", args=[case.key, "law"]), sent).status_code == 302
    case = journeys.fresh(case)
    assert (case.agreement, case.state) == (other, "legal_basis")
    row = case.corrections.get()
    assert row.before["agreement_in_register"] == agreement.name
    assert row.after["agreement_in_register"] == "Another agreement"
    assert "Another agreement" in text_of(client, "request", case)


@pytest.mark.parametrize(
    ("name", "role", "point"),
    [
        ("request", "practice_manager", "submitted"),
        ("request_print", "auditor", "approved"),
        ("triage", "practice_manager", "submitted"),
        ("legal_basis", "ig_lead", "legal_basis"),
        ("public_interest", "clinical_reviewer", "public_interest"),
        ("decision", "caldicott_guardian", "decision"),
    ],
)
def test_where_it_stood_and_stands_is_read(
    team: Team, as_person: SignIn, agreement: SharingAgreement, name: str, role: str, point: str
) -> None:
    case = made.at(team, agreement, point)
    yesterday = timezone.localdate() - timedelta(days=1)
    Request.objects.filter(pk=case.pk).update(received_on=yesterday)
    made.stands_at(team, agreement, "under_review")
    client = as_person(team.people[role])
    with counted() as asked:
        page = text_of(client, name, case)
    assert f"In force, {long_date(yesterday)}" in page
    assert f"Under review, {long_date(timezone.localdate())}" in page
    assert "Joined" in page
    assert "An agreement is never a basis" in page
    assert f'href="{agreement.get_absolute_url()}"' in page
    assert len(asked) <= MOST_A_PAGE, "\n".join(sql[:150] for sql in asked)


@pytest.mark.parametrize(
    ("name", "role", "point"),
    [("release", "practice_manager", "approved"), ("disclose", "practice_manager", "released"),
     ("refuse", "caldicott_guardian", "decision"), ("match", "clinical_reviewer", "public_interest")],
)  # fmt: skip
def test_other_pages_ask_no_oftener(
    team: Team, as_person: SignIn, agreement: SharingAgreement, name: str, role: str, point: str
) -> None:
    case = made.at(team, agreement, point)
    client = as_person(team.people[role])
    with counted() as asked:
        text_of(client, name, case)
    assert len(asked) <= MOST_A_PAGE, "\n".join(sql[:150] for sql in asked)


def test_a_practice_that_did_not_join_reads_so(team: Team, as_person: SignIn) -> None:
    case = made.at(team, made.in_force(team), "legal_basis")
    page = text_of(as_person(team.ig_lead), "legal_basis", case)
    assert "Not joined" in page
    assert "We keep to the items of" not in page


def keeping(case: Request, **effects: str) -> dict[str, Any]:
    """The legal-basis form: D06 permitted, D08 as told, kept to the agreement."""
    permitted = {"power": "PO-01", "confidentiality": "CLDC-5", "article6": "A6-d", "article9": "A9-none"}
    sent: dict[str, Any] = {
        "consent_sought": "defeats", "consent_reason": "x", "reveals_health": "no",
        "reveals_health_reason": "x", "dpo_advice": "", "reason": "x", "narrowed_by_agreement": "on",
    }  # fmt: skip
    for token in ("D06", "D08"):
        effect = effects.get(token, "permitted")
        answers = {"effect": effect, "reason": "x", **(permitted if effect == "permitted" else {})}
        sent |= {f"{token}_answer": "own", **{f"{token}_{part}": value for part, value in answers.items()}}
    return sent


def test_the_review_may_keep_to_it(team: Team, as_person: SignIn, agreement: SharingAgreement) -> None:
    case, client = made.at(team, agreement, "legal_basis"), as_person(team.ig_lead)
    address = reverse("legal_basis", args=[case.key])
    assert "We keep to the items of" in text_of(client, "legal_basis", case)
    answer = client.post(address, keeping(case))
    assert answer.status_code == 422
    assert "The agreement does not cover D08" in answer.content.decode()
    assert client.post(address, keeping(case, D08="no_basis")).status_code == 302
    assert case.legalbasisreview_set.get().narrowed_by_agreement
    assert "Kept to its items" in text_of(client, "request", case)
    plain = {name: value for name, value in keeping(case).items() if name != "narrowed_by_agreement"}
    assert client.post(address, plain).status_code == 302
    assert not case.legalbasisreview_set.get().narrowed_by_agreement


def test_between_the_fall_and_the_return_the_page_says_what_stops(
    team: Team, as_person: SignIn, agreement: SharingAgreement
) -> None:
    case = made.at(team, agreement, "approved")
    SharingAgreement.objects.update(fallen_at=timezone.now())
    page = text_of(as_person(team.practice_manager), "request", case)
    assert "The legal basis is reviewed again first" in page
