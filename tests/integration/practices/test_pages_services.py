"""The pages about programs: the administrator adds one, gives it a token once, and takes it away again."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from practices import presenters_services, service_accounts, service_tokens
from practices.models import ServiceAccount, ServiceToken
from tests.factories.people import a_member, a_practice
from tests.integration.pages.typed import day
from tests.support.queries import MOST_A_PAGE, counted

WEEK = timedelta(days=7)


@pytest.fixture
def browser(staff, signed_in):
    return signed_in(staff.administrator)


@pytest.fixture
def place(staff):
    return f"/people/{staff.practice.ods_code}/service-accounts/"


def made(staff, name="Docman intake"):
    return service_accounts.make(practice=staff.practice, name=name, by=staff.administrator)


def issued(staff, account, days=7):
    until = timezone.localdate() + timedelta(days=days)
    return service_accounts.issue(account=account, expires_on=until, by=staff.administrator)


def test_an_administrator_adds_a_program(browser, place):
    assert "No program logs requests here" in browser.get(place).content.decode()
    answer = browser.post(f"{place}new/", {"name": "Docman intake"}, follow=True)
    page = answer.content.decode()
    account = ServiceAccount.objects.get()
    assert answer.redirect_chain == [(f"{place}{account.person.public_id}/", 302)]
    assert "There is no token yet" in page
    assert "Docman intake" in browser.get(place).content.decode()
    assert "No token works" in browser.get(place).content.decode()


def test_a_name_in_use_is_said_at_its_field(staff, browser, place):
    made(staff)
    answer = browser.post(f"{place}new/", {"name": "Docman intake"})
    assert answer.status_code == 422
    assert "Another program at this practice has this name" in answer.content.decode()


def test_a_token_is_shown_once(staff, browser, place):
    account = made(staff)
    where = f"{place}{account.person.public_id}/"
    answer = browser.post(f"{where}token/", day("expires_on", timezone.localdate() + WEEK))
    text = re.search(r'value="(desk_[\w-]{43})"', answer.content.decode())[1]
    assert service_tokens.known(text, at=timezone.now()).account == account
    assert answer["Cache-Control"] == "no-store"
    again = browser.get(where).content.decode()
    assert text not in again
    assert ServiceToken.objects.get().beginning in again
    assert "Ends soon" in again


def test_a_token_for_too_long_is_refused_and_the_date_is_kept(staff, browser, place):
    account = made(staff)
    far = timezone.localdate() + timedelta(days=400)
    answer = browser.post(f"{place}{account.person.public_id}/token/", day("expires_on", far))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "within a year" in page
    assert f'value="{far.year}"' in page
    assert not ServiceToken.objects.exists()


def test_a_token_is_revoked_and_an_account_ended(staff, browser, place):
    account = made(staff)
    token, _ = issued(staff, account)
    where = f"{place}{account.person.public_id}/"
    assert browser.post(f"{where}tokens/{token.public_id}/revoke/").status_code == 302
    assert "Revoked" in browser.get(where).content.decode()
    assert browser.post(f"{where}end/").status_code == 302
    page = browser.get(where).content.decode()
    assert "Ended" in page
    assert "Issue a token" not in page
    assert browser.post(f"{where}end/").status_code == 409


def test_another_practices_program_is_not_there(staff, browser, place):
    other = a_practice()
    by = a_member(other, "practice_administrator")
    theirs = service_accounts.make(practice=other, name="Theirs", by=by)
    token, _ = service_accounts.issue(account=theirs, expires_on=timezone.localdate(), by=by)
    mine = made(staff)
    for path in (
        f"{place}{theirs.person.public_id}/",
        f"{place}{theirs.person.public_id}/token/",
        f"{place}{mine.person.public_id}/tokens/{token.public_id}/revoke/",
    ):
        assert browser.get(path).status_code == 404
    assert "Theirs" not in browser.get(place).content.decode()


@pytest.mark.parametrize("rows", [5, 50])
def test_the_queries_of_the_list_do_not_grow(staff, browser, place, rows):
    for number in range(rows):
        issued(staff, made(staff, f"Program {number}"))
    with counted() as queries:
        assert browser.get(place).status_code == 200
    assert len(queries) <= MOST_A_PAGE
    assert len(queries) == 8, queries


def test_where_a_token_stands(staff):
    account, now = made(staff), timezone.now()
    token, _ = issued(staff, account, days=60)

    def status(at=now):
        return presenters_services.token_status(token, at).text

    assert status() == "Works"
    assert status(token.expires_at - presenters_services.SOON) == "Ends soon"
    assert status(token.expires_at) == "Expired"
    service_accounts.revoke(token=token, by=staff.administrator)
    token.refresh_from_db()
    assert status() == "Revoked"
    account = ServiceAccount.objects.get(pk=account.pk)
    rows = presenters_services.account_rows(staff.practice, [account], now)
    assert rows[0][3].text == "No token works"
    issued(staff, account, days=60)
    service_tokens.note_use(ServiceToken.objects.latest("pk"), at=now)
    account = ServiceAccount.objects.get(pk=account.pk)
    row = presenters_services.account_rows(staff.practice, [account], now)[0]
    assert row[3].text == "Works"
    assert row[2] != "Never"
    service_accounts.end(account=account, by=staff.administrator)
    ended = ServiceAccount.objects.get(pk=account.pk)
    assert presenters_services.account_rows(staff.practice, [ended], now)[0][3].text == "Ended"
