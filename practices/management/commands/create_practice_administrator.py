"""`manage.py create_practice_administrator`: the first administrator and the first guardian of a practice."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from kit.errors import DeskError
from practices.founding import found, is_vacant
from practices.invitations import password_link
from practices.models import Membership, Practice
from practices.roles import ROLES

WHO = {"practice_administrator": "administrator", "caldicott_guardian": "guardian"}


class Command(BaseCommand):
    """Two people, as an administrator appoints and a guardian confirms. Prints links, never a password."""

    help = "Set up a practice's first administrator and first Caldicott guardian."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What isn't given is asked for."""
        parser.add_argument("--practice", default="", help="the practice's ODS code")
        for who in WHO.values():
            parser.add_argument(f"--{who}-email", default="", help=f"the {who}'s email address")
            parser.add_argument(f"--{who}-name", default="", help=f"the {who}'s full name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sets up whichever of the two the practice lacks. Raises CommandError with what to do."""
        code = (options["practice"] or self._ask("The practice's ODS code")).upper()
        practice = Practice.objects.filter(ods_code=code).first()
        if practice is None:
            raise CommandError(f"There is no practice {code}. Import the list with import_practices first.")
        vacant = [role for role in WHO if is_vacant(practice, role)]
        if not vacant:
            raise CommandError(
                f"{practice.name} has a serving administrator and guardian, who appoint and confirm others."
            )
        given = {role: self._who(role, options) for role in vacant}
        if len({email for email, _ in given.values()}) < len(given):
            raise CommandError("Administrator and guardian are two people: one appoints, the other confirms.")
        for role, (email, name) in given.items():
            self._set_up(practice, role, email, name)

    def _who(self, role: str, options: dict[str, Any]) -> tuple[str, str]:
        who = WHO[role]
        email = (options[f"{who}_email"] or self._ask(f"The {who}'s email address")).lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"The {who}'s email address is not an email address.") from None
        return email, options[f"{who}_name"] or self._ask(f"The {who}'s full name")

    def _set_up(self, practice: Practice, role: str, email: str, name: str) -> None:
        try:
            membership: Membership = found(practice=practice, role=role, email=email, full_name=name)
        except DeskError as refusal:
            raise CommandError(refusal.message) from None
        person = membership.person
        self.stdout.write(f"{person.full_name} is {ROLES[role].name} of {practice.name}.")
        if not person.has_usable_password():
            self.stdout.write(f"They set their password, once, at: {password_link(person)}")

    def _ask(self, what: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError(f"{what} is missing. See --help.")
        return input(f"{what}: ").strip()
