"""The pages of the transparency report: what is shown, published and downloaded."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.ledger.api import entries, is_view, log_name
from kit.csv import MARK
from practices.models import Person
from tests.factories import people
from tests.factories.endings import ended
from tests.support.queries import MOST_A_PAGE, counted

pytestmark = pytest.mark.django_db
SPRING = "2025-04.2025-06"


@pytest.fixture
def officer(db: None) -> Person:
    practice = people.a_practice("Y99991", name="Larkmoor Road Surgery")
    ended(practice, "2025-04", 9)
    ended(practice, "2025-05", 3, kind="court")
    ended(practice, "2025-05", 8, event="decision.approved", told="not")
    return people.a_member(practice, "data_protection_officer")


@pytest.fixture
def browser(client: Client, officer: Person) -> Client:
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


WHERE = "/audit/Y99991/transparency/"


def main(response: Any) -> str:
    text: str = response.content.decode().partition("<main")[2]
    return text


def test_first_a_look_then_publishing_then_the_file(browser: Client, officer: Person) -> None:
    assert "None yet" in main(browser.get(WHERE))
    with counted() as asked:
        look = browser.get(WHERE, {"period": SPRING})
    assert len(asked) <= MOST_A_PAGE
    assert "[c]" in main(look)
    assert "April 2025 to June 2025" in main(look)
    log = log_name(people.Practice.objects.get().public_id)
    size = len(entries(log, limit=500))
    response = browser.post(WHERE, {"period": SPRING})
    (done, *_) = entries(log, limit=500)
    assert (done.event, done.leaf_index) == ("desk.transparency_published", size)
    page = reverse("transparency_report", args=["Y99991", done.event_id])
    assert response.headers["Location"] == page
    shown = browser.get(page)
    assert "does not change" in main(shown)
    assert "0% of patients were told" in main(shown)
    assert page in main(browser.get(WHERE))
    file: Any = browser.get(reverse("transparency_csv", args=["Y99991", done.event_id]))
    assert 'filename="transparency-Y99991-2025-04-to-2025-06.csv"' in file.headers["Content-Disposition"]
    text = b"".join(file.streaming_content).decode().removeprefix(MARK)
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    numbers = {
        (row["Period"], row["Table"], row["Who asked"], row["Outcome or group"]): row["Number"]
        for row in rows
    }
    assert numbers["May 2025", "Requests", "Court", "Refused"] == "[c]"
    assert numbers["April 2025", "Requests", "Police", "Refused"] == "9"
    assert numbers["April 2025 to June 2025", "Requests", "All who asked", "All requests"] == "[c]"
    assert numbers["April 2025 to June 2025", "Telling the patient", "", "Told later or not at all"] == "8"
    assert numbers["April 2025 to June 2025", "Legal basis", "", "A6-c Legal obligation"] == "8"
    assert numbers["April 2025 to June 2025", "Median days to a decision", "", ""] == "9"


def test_a_look_at_what_could_be_published_is_an_entry(browser: Client, officer: Person) -> None:
    log = log_name(people.Practice.objects.get().public_id)
    browser.get(WHERE)
    size = len(entries(log, limit=500))
    browser.get(WHERE, {"period": SPRING})
    looked, *before = entries(log, limit=500)
    assert len(before) == size
    assert (looked.event, looked.actor) == ("desk.transparency_looked_at", officer.opaque)
    assert looked.about == f"practice:{people.Practice.objects.get().public_id}"
    assert looked.facts == {"period": SPRING}
    assert is_view(looked.event)
    browser.get(WHERE, {"period": "2025-05.2025-06"})  # refused: nothing was seen
    assert len(entries(log, limit=500)) == size + 1


def test_the_same_period_twice_is_explained(browser: Client) -> None:
    browser.post(WHERE, {"period": SPRING})
    response = browser.post(WHERE, {"period": SPRING})
    assert response.status_code == 422
    assert "published already" in main(response)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_period_of_ones_own_is_refused(browser: Client, method: str) -> None:
    response = getattr(browser, method)(WHERE, {"period": "2025-05.2025-06"})
    assert response.status_code == 422
    assert "There is a problem" in main(response)


def test_an_unknown_report_is_not_there(browser: Client, officer: Person) -> None:
    for name in ("transparency_report", "transparency_csv"):
        assert browser.get(reverse(name, args=["Y99991", officer.public_id])).status_code == 404


def test_numbers_too_small_for_details_say_so(browser: Client) -> None:
    text = main(browser.get(WHERE, {"period": "2025-07.2025-09"}))
    assert "The lawful bases can’t be shown" in text
    assert "The share of patients told can’t be shown" in text
    assert "The median of days to a decision can’t be shown" in text
