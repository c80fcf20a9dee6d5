"""The people of the matrix with their browsers, and everything that they meet, made once and then undone.

Making requests is what costs time, so each is made once a worker, when its first page is asked for. Each cell
of the matrix then happens in a transaction that is rolled back.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from practices.models import Person
from practices.roles import ROLES
from tests.factories import people
from tests.integration.journey.conftest import make_team

Made = TypeVar("Made")

#: The columns of the tables, in their order.
ROLE_OF = dict(zip(["FD", "PM", "IG", "CR", "CG", "DPO", "AU", "PA"], ROLES, strict=True))
HERE = list(ROLE_OF)
SPECIAL = ["DEP", "LOG", "CON", "OUT"]
ELSEWHERE = [f"{short}'" for short in ROLE_OF]
NOBODY = ["SU", "-"]
ACTORS = [*HERE, *SPECIAL, *ELSEWHERE, *NOBODY]
#: A small practice's jack of all trades: by their roles they might do every step themselves.
ALL_TRADES = ("practice_manager", "ig_lead", "clinical_reviewer", "caldicott_guardian")


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is rolled back; durable steps inside are allowed, as in Django's own TestCase."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)


@dataclass
class Thing:
    """What a page is about: its address's arguments, the request that it belongs to, the row that it shows.

    opens_first: an address that leads to the page, where only the same browser gets there.
    """

    args: tuple[Any, ...] = ()
    request: Any = None
    about: Any = None
    opens_first: str = ""

    @property
    def case(self) -> str:
        """What the request is called on its pages."""
        return self.request.name if self.request else ""


class World:
    """Two practices with somebody in each role, and those whose standing is special."""

    def __init__(self) -> None:
        self.team, self.elsewhere = make_team(), make_team("Y99992", "Hillside Surgery")
        practice = self.team.practice
        guardian = self.team.caldicott_guardian
        self.team.people |= {
            "logger": people.a_member(practice, *ALL_TRADES, full_name="Lee Logger"),
            "barred": people.a_member(practice, "caldicott_guardian", full_name="Kit Kinsfolk"),
            "deputy": people.a_deputy(practice, "caldicott_guardian", absent=guardian),
            "outside": people.an_outside_guardian(practice),
        }
        self.actors: dict[str, Person | None] = {
            **{short: self.team.people[role] for short, role in ROLE_OF.items()},
            **{f"{short}'": self.elsewhere.people[role] for short, role in ROLE_OF.items()},
            "DEP": self.team.deputy,
            "LOG": self.team.logger,
            "CON": self.team.barred,
            "OUT": self.team.outside,
            "SU": Person.objects.create_superuser("root@surgery.test", "Superuser", people.PASSWORD),
            "-": None,
        }
        Person.objects.update(password=make_password(people.PASSWORD))
        self._sessions = {short: self._session(person) for short, person in self.actors.items()}
        self._made: dict[Callable[[World], Any], Any] = {}

    def _session(self, person: Person | None) -> str:
        if person is None:
            return ""
        person.refresh_from_db()
        browser = Client()
        browser.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        return browser.cookies[settings.SESSION_COOKIE_NAME].value

    def made(self, maker: Callable[["World"], Made]) -> Made:
        """What `maker` makes, made once. Not inside `undone`."""
        if maker not in self._made:
            self._made[maker] = maker(self)
        return self._made[maker]  # type: ignore[no-any-return]

    def browser(self, actor: str) -> Client:
        """The actor's browser, with nothing left of what it did in another cell."""
        cache.clear()  # throttling counts there
        found = Client(raise_request_exception=False)
        if self._sessions[actor]:
            found.cookies[settings.SESSION_COOKIE_NAME] = self._sessions[actor]
        return found
