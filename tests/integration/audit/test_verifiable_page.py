"""The page of the export: who may, and that the ledger knows before a byte leaves."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from audit.desk.verifiable import contents, views
from audit.ledger.api import BadKey, BadNote, Entry, LedgerError, entries, log_name
from practices.models import Person, Practice
from tests.factories import journeys, people
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.support.exports import unpacked, verified
from tests.support.queries import MOST_A_PAGE, counted
from tests.support.signing import TestSigner, unreadable_keys

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Person], Client]


@pytest.fixture
def team(signer: TestSigner) -> Team:
    made = make_team()
    journeys.refused(made)
    return made


@pytest.fixture
def as_person(client: Client) -> SignIn:
    def enter(person: Person) -> Client:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter


def address(practice: Practice) -> str:
    return reverse("ledger_export", args=[practice.ods_code])


def exports(practice: Practice) -> list[Entry]:
    return [found for found in entries(log_name(practice.public_id)) if found.event == "desk.log_exported"]


def test_the_auditor_takes_the_ledger_away(
    team: Team, signer: TestSigner, as_person: SignIn, tmp_path: Any
) -> None:
    signer.sign()
    size = signer.state(log_name(team.practice.public_id)).size
    response = as_person(team.auditor).post(address(team.practice))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/zip"
    assert f'filename="ledger-Y99991-{size}.zip"' in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "no-store"
    data = b"".join(response.streaming_content)
    said = verified(unpacked(data, tmp_path / "unpacked"))
    assert said.code == 0, said.lines
    assert f"All {size} entries of " in said
    (tmp_path / "export.zip").write_bytes(data)
    assert verified(tmp_path / "export.zip").lines == said.lines
    personal = [person.full_name.encode() for person in Person.objects.all()]
    text = (tmp_path / "unpacked" / "entries.jsonl").read_bytes()
    assert not [name for name in personal if name in text]


def test_it_is_in_the_ledger_before_a_byte_leaves(team: Team, signer: TestSigner, as_person: SignIn) -> None:
    signer.sign()
    state = signer.state(log_name(team.practice.public_id))
    as_person(team.auditor).post(address(team.practice))  # nothing of the answer is read
    (found,) = exports(team.practice)
    assert found.facts == {"origin": state.origin, "size": state.size}
    assert (found.actor, found.about) == (team.auditor.opaque, f"practice:{team.practice.public_id}")


def test_what_can_not_be_recorded_is_not_exported(team: Team, signer: TestSigner, as_person: SignIn) -> None:
    signer.sign()
    browser = as_person(team.auditor)
    browser.raise_request_exception = False
    with patch.object(views, "record_view", side_effect=LedgerError("no")):
        response = browser.post(address(team.practice))
    assert response.status_code == 500
    assert "zip" not in response.headers["Content-Type"]


def test_the_same_export_has_the_same_bytes(team: Team, signer: TestSigner, as_person: SignIn) -> None:
    signer.sign()
    browser = as_person(team.auditor)
    one, other = (b"".join(browser.post(address(team.practice)).streaming_content) for _ in range(2))
    assert one == other
    signer.sign()
    assert b"".join(browser.post(address(team.practice)).streaming_content) != one


def test_before_the_first_checkpoint_there_is_nothing_to_export(team: Team, as_person: SignIn) -> None:
    browser = as_person(team.auditor)
    text = browser.get(address(team.practice)).content.decode()
    assert "No entry of this ledger has been signed yet" in text
    assert "<form" not in text.split("<main")[1]
    response = browser.post(address(team.practice))
    assert response.status_code == 409
    assert "has been signed yet" in response.content.decode()
    assert exports(team.practice) == []


def test_a_checkpoint_that_is_none_is_said(
    team: Team, signer: TestSigner, as_person: SignIn, unguarded: Any
) -> None:
    signer.sign()
    unguarded.execute("UPDATE ledger_checkpoint SET note = 'x'")
    browser = as_person(team.auditor)
    response = browser.post(address(team.practice))
    assert response.status_code == 409
    assert "Verify the ledger" in response.content.decode()
    assert exports(team.practice) == []
    assert "can’t be read" in browser.get(address(team.practice)).content.decode()


def test_where_the_keys_can_not_be_read_there_is_no_export(
    team: Team, signer: TestSigner, as_person: SignIn
) -> None:
    signer.sign()
    unreadable_keys()
    browser = as_person(team.auditor)
    shown, refused = browser.get(address(team.practice)), browser.post(address(team.practice))
    assert (shown.status_code, refused.status_code) == (200, 409)
    for response in (shown, refused):
        assert "public keys can’t be read" in response.content.decode()
    assert exports(team.practice) == []


@pytest.mark.parametrize("lost", ["root_proofs", "keys_for_checking"])
@pytest.mark.parametrize(
    ("problem", "said"), [(BadKey, "public keys can’t be read"), (BadNote, "Verify the ledger")]
)
def test_whatever_can_not_be_read_of_what_goes_along_is_said_before_a_byte_leaves(
    team: Team, signer: TestSigner, as_person: SignIn, lost: str, problem: type[Exception], said: str
) -> None:
    signer.sign()
    with patch.object(contents, lost, side_effect=problem):
        response = as_person(team.auditor).post(address(team.practice))
    assert response.status_code == 409
    assert said in response.content.decode()
    assert exports(team.practice) == []


def test_the_page_says_what_there_is(team: Team, signer: TestSigner, as_person: SignIn) -> None:
    signer.sign()
    size = signer.state(log_name(team.practice.public_id)).size
    browser = as_person(team.auditor)
    with counted() as asked:
        text = browser.get(address(team.practice)).content.decode()
    assert len(asked) <= MOST_A_PAGE
    assert f"The newest checkpoint is over {size} entries" in text
    assert "What verification can’t show" in text
    assert (
        address(team.practice)
        in browser.get(reverse("audit_practice", args=[team.practice.ods_code])).content.decode()
    )


def test_only_who_may_read_the_ledger(team: Team, signer: TestSigner, as_person: SignIn) -> None:
    signer.sign()
    for person, status in (
        (team.caldicott_guardian, 403),
        (people.a_member(people.a_practice(), "auditor"), 404),
        (people.a_deputy(team.practice, "auditor", absent=team.auditor), 200),
    ):
        assert as_person(person).post(address(team.practice)).status_code == status
    assert len(exports(team.practice)) == 1
