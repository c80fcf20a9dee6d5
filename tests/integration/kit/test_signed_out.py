"""Who was signed out over a long form gets their words back, and nobody else gets anything."""

import pytest
from django.urls import reverse

from tests.factories.people import PASSWORD, a_member, a_person, a_practice

WORDS = "The caller asked twice and was told nothing at all."
OURS = {"Origin": "http://testserver"}


@pytest.fixture
def address(db):
    return reverse("incident_new")


def test_what_was_typed_is_given_back(client, address):
    response = client.post(address, {"what_left": WORDS, "kind": "by_phone"}, headers=OURS)
    page = response.content.decode()
    assert response.status_code == 403
    assert "You were signed out" in page
    assert WORDS in page
    assert "by_phone" not in page


@pytest.mark.parametrize(
    ("sent", "headers"),
    [
        ({"what_left": WORDS}, {}),
        ({"what_left": WORDS}, {"Origin": "https://elsewhere.example"}),
        ({"kind": "by_phone"}, OURS),
    ],
    ids=["origin unknown", "another's page", "nothing worth keeping"],
)
def test_otherwise_the_way_leads_to_signing_in(client, address, sent, headers):
    response = client.post(address, sent, headers=headers)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_signing_in_is_not_stopped(client, address):
    person = a_member(a_practice(), "front_desk", person=a_person("Juno F", password=PASSWORD))
    sent = {"login": person.email, "password": PASSWORD}
    assert client.post(reverse("account_login"), sent, headers=OURS)["Location"] == "/"
    assert client.post(address, {"what_left": ""}, headers=OURS).status_code == 422
