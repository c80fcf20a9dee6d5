"""An entry and its receipt as files: what they prove, who gets them, and that taking them is an entry."""

import re
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from audit.desk import receipts
from audit.ledger.api import Entry, Unprovable, entries, entries_about, log_name
from audit.ledger.entry import leaf_hash
from audit.ledger.formats.notes import BadNote
from audit.ledger.public_keys import verifier_keys
from practices.models import Person
from requests_app.models import Request
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.support.receipts import check_receipt, parse_receipt
from tests.support.signing import TestSigner, unreadable_keys

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def team(transactional_db: None) -> Team:
    return make_team()


@pytest.fixture
def case(team: Team) -> Request:
    return journeys.refused(team)


def decision(case: Request) -> Entry:
    (found,) = entries_about(log_name(case.practice.public_id), case.about, only_events=["decision.refused"])
    return found


def get(client: Client, by: Person, name: str, *args: Any) -> Any:
    client.force_login(by, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(reverse(name, args=args))


def auditors(client: Client, team: Team, said: Entry, part: str = "entry_receipt") -> Any:
    return get(client, team.auditor, part, team.practice.ods_code, said.event_id)


def test_the_receipt_proves_the_entrys_text_and_no_other(
    team: Team, case: Request, signer: TestSigner, client: Client
) -> None:
    signer.sign()
    said = decision(case)
    receipt = auditors(client, team, said)
    text = auditors(client, team, said, "entry_text")
    assert receipt.headers["Content-Disposition"] == (
        f'attachment; filename="entry-{said.leaf_index}.tlog-proof"'
    )
    assert text.headers["Content-Disposition"] == f'attachment; filename="entry-{said.leaf_index}.json"'
    assert receipt.headers["Cache-Control"] == "no-store"
    found = parse_receipt(receipt.content.decode())
    keys = verifier_keys(found.checkpoint.text.splitlines()[0])
    checkpoint, _ = check_receipt(found, leaf_hash(text.content.decode()), keys)
    assert checkpoint.size > found.index == said.leaf_index
    with pytest.raises(BadNote):
        check_receipt(found, leaf_hash(text.content.decode() + " "), keys)


def test_taking_one_is_an_entry_about_the_case(
    team: Team, case: Request, signer: TestSigner, client: Client
) -> None:
    signer.sign()
    said = decision(case)
    for part, name in (("receipt", "entry_receipt"), ("text", "entry_text")):
        auditors(client, team, said, name)
        newest = entries(log_name(team.practice.public_id), limit=1)[0]
        assert (newest.event, newest.actor, newest.about) == (
            "desk.receipt_downloaded",
            team.auditor.opaque,
            case.about,
        )
        assert newest.facts == {"entry": str(said.event_id), "index": said.leaf_index, "part": part}


def test_before_it_is_signed_it_says_so_and_records_nothing(
    team: Team, case: Request, client: Client
) -> None:
    before = entries(log_name(team.practice.public_id), limit=1)
    response = auditors(client, team, decision(case))
    assert response.status_code == 409
    assert "not signed yet" in response.content.decode()
    assert entries(log_name(team.practice.public_id), limit=1) == before


def test_what_can_not_be_proved_says_who_can_look(team: Team, case: Request, client: Client) -> None:
    with patch.object(receipts, "receipt_for", side_effect=Unprovable("no")):
        response = auditors(client, team, decision(case))
    assert response.status_code == 409
    assert "can’t prove this entry" in response.content.decode()
    assert "can verify the ledger" in response.content.decode()


def test_where_the_keys_can_not_be_read_no_receipt_is_given(
    team: Team, case: Request, signer: TestSigner, client: Client
) -> None:
    signer.sign()
    unreadable_keys()
    before = entries(log_name(team.practice.public_id), limit=1)
    response = auditors(client, team, decision(case))
    assert response.status_code == 409
    assert "public keys can’t be read" in response.content.decode()
    assert "whoever runs the service" in response.content.decode()
    assert entries(log_name(team.practice.public_id), limit=1) == before


def test_the_guardian_takes_the_decisions_receipt_from_the_requests_page(
    team: Team, case: Request, signer: TestSigner, client: Client
) -> None:
    signer.sign()
    page = get(client, team.caldicott_guardian, "request", case.key).content.decode()
    (address,) = re.findall(
        r'<a href="([^"]+)" type="text/plain">Download the receipt of this decision', page
    )
    response = client.get(address)
    assert response.status_code == 200
    assert parse_receipt(response.content.decode()).index == decision(case).leaf_index


def test_each_line_of_the_history_offers_both_files(
    team: Team, case: Request, signer: TestSigner, client: Client
) -> None:
    signer.sign()
    page = get(client, team.practice_manager, "request_history", case.key).content.decode()
    files = re.findall(rf'"(/requests/{case.key}/history/[0-9a-f-]+/(?:receipt|text)/)"', page)
    lines = page.count('class="desk-timeline__title')
    assert len(files) == 2 * lines > 20
    assert {client.get(address).status_code for address in files[:4]} == {200}


def test_a_history_gives_only_its_own_entries(
    team: Team, case: Request, signer: TestSigner, client: Client
) -> None:
    other = decision(journeys.refused(team))
    elsewhere = journeys.refused(make_team("Y99992", "Hillside Surgery"))
    for said in (other, decision(elsewhere)):
        for name in ("request_receipt", "request_entry_text"):
            assert get(client, team.ig_lead, name, case.key, said.event_id).status_code == 404
    assert get(client, team.ig_lead, "request_entry_text", case.key, case.key).status_code == 404


def test_entries_of_who_looked_only_for_those_who_see_the_access_log(
    team: Team, case: Request, client: Client
) -> None:
    get(client, team.clinical_reviewer, "request", case.key)
    looked = entries(log_name(team.practice.public_id), limit=1)[0]
    assert looked.event == "request.opened"
    for role, status in (("ig_lead", 200), ("auditor", 200), ("practice_manager", 404)):
        response = get(client, team.people[role], "request_entry_text", case.key, looked.event_id)
        assert response.status_code == status


def test_the_entrys_page_offers_the_files_once_it_is_signed(
    team: Team, case: Request, signer: TestSigner, client: Client
) -> None:
    said = decision(case)
    assert "Download the receipt" not in auditors(client, team, said, "entry").content.decode()
    signer.sign()
    page = auditors(client, team, said, "entry").content.decode()
    assert "Download the receipt" in page
    assert "covers this entry" in page
    newest = entries(log_name(team.practice.public_id), limit=1)[0]
    assert "does not cover this entry yet" in auditors(client, team, newest, "entry").content.decode()
