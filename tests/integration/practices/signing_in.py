"""What the tests of signing in share: the form, sent, and whether a page is ours."""

import re

from django.urls import reverse

from audit.ledger.api import SITE_LOG, entries
from tests.factories.people import PASSWORD


def sign_in(client, email="pat@surgery.test", password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **more)


def text_of(response):
    return response.content.decode()


def is_ours(response, heading):
    """Whether the page is in our layout, under this heading."""
    text = text_of(response)
    return f"{heading}</h1>" in re.sub(r"\s+<", "<", text) and "nhsuk-header" in text and "desk.css" in text


def last_entry():
    return entries(SITE_LOG)[0]
