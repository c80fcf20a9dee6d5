"""What a person sees of their reminders."""

import re
from typing import Any

from django.test import Client

from practices.models import Person
from requests_app.models import Reminder


def browser(person: Person) -> Client:
    found = Client()
    found.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return found


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def of(person: Person) -> Reminder:
    return Reminder.objects.filter(person=person).latest("id")
