"""Signing in as one of the demonstration's people with one click: in development, and nowhere else."""

import uuid
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.views.decorators.http import require_POST

from kit.errors import NotVisible
from practices.models import Person
from practices.roles import ROLES
from practices.selectors import demonstration_people


@dataclass(frozen=True)
class Offered:
    """Someone to sign in as, with their roles in words."""

    person: Person
    roles: str


def people_to_sign_in_as() -> list[Offered]:
    """The demonstration's people with their roles; nobody outside development."""
    if settings.ENVIRONMENT != "development":
        return []
    return [Offered(person, _roles(person)) for person in demonstration_people()]


@login_not_required
@require_POST
def sign_in_as(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Signs in as one of those people. Raises NotVisible for anybody else, and outside development."""
    found = [offered.person for offered in people_to_sign_in_as() if offered.person.public_id == public_id]
    if not found:
        raise NotVisible
    get_adapter().login(request, found[0])
    return HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL))


def _roles(person: Person) -> str:
    held = [f"{ROLES[row.role].name}, {row.practice.name}" for row in person.memberships.all()]
    return "; ".join(held)
