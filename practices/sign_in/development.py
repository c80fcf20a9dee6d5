"""Signing in as one of the demonstration's people with one click: in development, and nowhere else."""

import uuid
from dataclasses import dataclass
from itertools import groupby

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.views.decorators.http import require_POST

from kit.errors import NotVisible
from practices.models import Membership, Person, Practice
from practices.roles import ROLES
from practices.selectors import demonstration_people


@dataclass(frozen=True)
class Offered:
    """Someone to sign in as, with their roles in words and the practice of the first of them."""

    person: Person
    roles: str
    practice: Practice


def people_to_sign_in_as() -> dict[Practice, list[Offered]]:
    """The demonstration's people with their roles, by practice; nobody outside development."""
    if settings.ENVIRONMENT != "development":
        return {}
    people = [_offered(person) for person in demonstration_people()]
    order = list(ROLES)
    people.sort(key=lambda offered: (offered.practice.pk, order.index(_first(offered.person).role)))
    return {practice: list(those) for practice, those in groupby(people, lambda offered: offered.practice)}


@login_not_required
@require_POST
def sign_in_as(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Signs in as one of those people. Raises NotVisible for anybody else, and outside development."""
    offered = [each.person for people in people_to_sign_in_as().values() for each in people]
    found = [person for person in offered if person.public_id == public_id]
    if not found:
        raise NotVisible
    get_adapter().login(request, found[0])
    return HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL))


def _first(person: Person) -> Membership:
    return person.memberships.all()[0]


def _offered(person: Person) -> Offered:
    """A role at another practice than the first is named with its practice."""
    home = _first(person).practice
    held = [
        ROLES[row.role].name + ("" if row.practice == home else f" at {row.practice.name}")
        for row in person.memberships.all()
    ]
    return Offered(person, "; ".join(held), home)
