"""The pages that the footer links: they read the same signed in or not, and lead on."""

import pytest
from django.urls import reverse

from tests.factories.people import a_member, a_practice


@pytest.mark.parametrize("signed_in", [True, False])
@pytest.mark.parametrize(
    ("name", "heading", "says"),
    [
        ("help", "Help", "72 hours"),
        ("accessibility", "Accessibility", "WCAG) 2.2"),
    ],
)
def test_says_the_same_to_everybody(client, db, name, heading, says, signed_in):
    if signed_in:
        client.force_login(a_member(a_practice(), "front_desk"))
    response = client.get(reverse(name))
    page = response.content.decode()
    assert response.status_code == 200
    assert f'<h1 class="nhsuk-heading-l">{heading}</h1>' in page
    assert says in page
    assert client.post(reverse(name)).status_code == 405


def test_help_begins_with_the_incident(client, db):
    page = client.get(reverse("help")).content.decode()
    incident, refusal = page.index(reverse("incident_new")), page.index("When a page says no")
    assert incident < page.index("Who to ask at your practice") < refusal
    assert reverse("account_reset_password") in page
