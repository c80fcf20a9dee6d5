"""manage.py demonstration_people: whom to sign in as in a demonstration."""

from typing import Any

from django.core.management.base import BaseCommand

from practices.models import Membership
from practices.roles import ROLES
from practices.selectors import demonstration_people
from requests_app.demonstration.people import PASSWORD


class Command(BaseCommand):
    help = "List the people of the demonstration, with their roles and their password."

    def handle(self, *args: Any, **options: Any) -> None:
        people = list(demonstration_people())
        if not people:
            return
        self.stdout.write(f"Sign in as one of these people (password: {PASSWORD}):")
        roles: dict[int, list[str]] = {}
        found = Membership.objects.filter(person__in=people).select_related("practice")
        for held in found.order_by("practice__ods_code", "id"):
            roles.setdefault(held.person_id, []).append(f"{ROLES[held.role].name}, {held.practice.name}")
        for person in sorted(people, key=lambda p: roles.get(p.pk, [""])[0].rpartition(", ")[2]):
            self.stdout.write(f"  {person.email:<42} {'; '.join(roles.get(person.pk, []))}")
