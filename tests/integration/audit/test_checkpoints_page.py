"""The page of checkpoints: who sees it, what it shows, and comparing a mail that was kept."""

import re
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from audit.desk import checkpoints
from audit.ledger.api import ROOT_LOG, entries, log_name, newest_checkpoint
from practices.models import Person
from requests_app import tasks
from tests.factories.journeys import Team
from tests.factories.ledger import recorded
from tests.integration.journey.conftest import make_team
from tests.support.queries import MOST_A_PAGE, counted
from tests.support.signing import TestSigner, unreadable_keys

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/audit/checkpoints/"


@pytest.fixture
def team(transactional_db: None) -> Team:
    made = make_team()
    for n in range(3):
        recorded(practice=made.practice.public_id, facts={"n": n})
    return made


def enter(client: Client, person: Person) -> Client:
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def words(response: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2])
    return " ".join(unescape(text).split())


def note(team: Team) -> str:
    signed = newest_checkpoint(log_name(team.practice.public_id))
    assert signed
    return str(signed.note)


def test_before_anything_is_signed(team: Team, client: Client) -> None:
    text = words(enter(client, team.auditor).get(PAGE))
    assert "Not signed yet" in text
    assert "To nobody yet" in text
    assert "The root log over all practices is not signed yet" in text


@pytest.mark.parametrize("role", ["auditor", "data_protection_officer", "caldicott_guardian", "ig_lead"])
def test_the_newest_checkpoints_in_full_and_to_whom_they_went(
    team: Team, signer: TestSigner, client: Client, role: str
) -> None:
    signer.sign()
    kept = note(team)
    tasks.mail_checkpoints()
    enter(client, team.people[role]).get("/")
    with counted() as asked:
        response = client.get(PAGE)
    assert len(asked) <= MOST_A_PAGE
    page, root = unescape(response.content.decode()), newest_checkpoint(ROOT_LOG)
    assert root
    assert kept in page
    assert str(root.note) in page
    assert f"{team.data_protection_officer.full_name}, week of" in words(response)


def test_as_many_queries_for_many_practices(team: Team, signer: TestSigner, client: Client) -> None:
    signer.sign()
    tasks.mail_checkpoints()
    browser = enter(client, team.ig_lead)
    browser.get(PAGE)
    with counted() as one:
        browser.get(PAGE)
    for number in range(2, 5):
        other = make_team(f"Y9999{number}", f"Surgery {number}")
        recorded(practice=other.practice.public_id)
        other.practice.memberships.create(
            person=team.ig_lead, role="auditor", starts_on="2026-01-01", founding=True
        )
        signer.sign()
    with counted() as many:
        browser.get(PAGE)
    assert len(one) == len(many)


def test_who_sees_no_requests_sees_no_checkpoints(team: Team, client: Client) -> None:
    assert enter(client, team.front_desk).get(PAGE).status_code == 403


def sent_back(client: Client, kept: str) -> Any:
    return client.post(PAGE, {"kept": kept})


def test_a_whole_mail_is_compared_and_the_ledger_fits(team: Team, signer: TestSigner, client: Client) -> None:
    signer.sign()
    tasks.mail_checkpoints()
    recorded(practice=team.practice.public_id, facts={"n": 3})
    signer.sign()
    body = mail.outbox[0].body
    quoted = "\r\n".join(f"> {line}" for line in body.splitlines())
    browser = enter(client, team.data_protection_officer)
    for text in (body, quoted):
        response = sent_back(browser, text)
        assert response.status_code == 200
        assert words(response).count("The ledger still has exactly these") == 2
        assert "All practices together" in words(response)


def test_each_comparison_is_an_entry(team: Team, signer: TestSigner, client: Client) -> None:
    signer.sign()
    sent_back(enter(client, team.auditor), note(team))
    said = entries(log_name(team.practice.public_id), limit=1)[0]
    assert (said.event, said.actor) == ("desk.checkpoint_compared", team.auditor.opaque)
    assert said.facts == {"size": 3, "findings": []}
    root = newest_checkpoint(ROOT_LOG)
    assert root
    sent_back(client, str(root.note))
    assert entries("site", limit=1)[0].about == team.auditor.opaque


def test_a_ledger_that_was_rewritten_differs(
    team: Team, signer: TestSigner, client: Client, unguarded: Any
) -> None:
    signer.sign()
    kept = note(team)
    unguarded.execute("UPDATE ledger_event SET leaf_hash = sha256('x') WHERE leaf_index = 1")
    text = words(sent_back(enter(client, team.auditor), kept))
    assert "Differs" in text
    assert "differs from a checkpoint that was kept elsewhere" in text


def test_a_forged_checkpoint_is_told(team: Team, signer: TestSigner, client: Client) -> None:
    signer.sign()
    forged = note(team).replace("\n3\n", "\n2\n")
    assert "no good signature" in words(sent_back(enter(client, team.auditor), forged))


@pytest.mark.parametrize("text", ["", "Nothing of the kind", "a/practice/b\n3\nnotbase64\n\n— x y\n"])
def test_a_text_without_a_checkpoint_of_ours_says_so(
    team: Team, signer: TestSigner, client: Client, text: str
) -> None:
    response = sent_back(enter(client, team.auditor), str(text))
    assert response.status_code == 422
    assert ("Paste the mail" if not text else "No checkpoint of your practices is in this text") in words(
        response
    )


def test_another_practices_checkpoint_is_not_compared(team: Team, signer: TestSigner, client: Client) -> None:
    other = make_team("Y99992", "Hillside Surgery")
    recorded(practice=other.practice.public_id)
    signer.sign()
    assert sent_back(enter(client, team.auditor), note(other)).status_code == 422


def test_a_note_that_cannot_be_one_and_a_successors(team: Team, signer: TestSigner) -> None:
    signer.sign()
    lines = note(team).splitlines()
    lines[1] = "007"
    found = checkpoints.compare("\n".join(lines), [team.practice], by=team.auditor)
    assert [one.findings for one in found] == [("checkpoint",)]
    later = note(team).replace("\n3\n", "/successor/2\n3\n", 1)
    found = checkpoints.compare(later, [team.practice], by=team.auditor)
    assert [(one.practice, one.findings) for one in found] == [(team.practice, ("vanished",))]


def test_the_root_checkpoint_that_can_not_be_read_is_left_out(
    team: Team, signer: TestSigner, unguarded: Any, client: Client
) -> None:
    signer.sign()
    unguarded.execute("UPDATE ledger_checkpoint SET note = 'x'")
    assert checkpoints.newest_note(ROOT_LOG) is None
    assert "The checkpoint over all practices together can’t be read" in words(
        enter(client, team.auditor).get(reverse("checkpoints"))
    )


def test_where_the_keys_can_not_be_read_nothing_is_compared_and_the_page_stands(
    team: Team, signer: TestSigner, client: Client
) -> None:
    signer.sign()
    kept = note(team)
    unreadable_keys()
    browser = enter(client, team.auditor)
    shown = browser.get(PAGE)
    assert (shown.status_code, "together can’t be read" in words(shown)) == (200, True)
    before = entries(log_name(team.practice.public_id), limit=1)
    refused = sent_back(browser, kept)
    assert (refused.status_code, "public keys can’t be read" in words(refused)) == (409, True)
    assert "whoever runs the service" in words(refused)
    assert entries(log_name(team.practice.public_id), limit=1) == before


def test_a_text_of_spaces_costs_no_more_than_another_and_a_note_given_twice_counts_once(
    team: Team, signer: TestSigner
) -> None:
    recorded(practice=team.practice.public_id)
    signer.sign()
    signed = newest_checkpoint(log_name(team.practice.public_id))
    assert signed
    quoted = "\n".join(f"> {line}  " for line in str(signed.note).split("\n"))
    assert checkpoints.notes_in(f"x{' ' * 99_000}x\n{signed.note}\n{quoted}") == [
        (signed.origin, signed.size, str(signed.note))
    ]
