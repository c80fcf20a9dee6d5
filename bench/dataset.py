"""A made-up register of any size, over the practices of a list: every state, and what belongs to a request.

A whole journey for each of a million requests would take days. So the rows are written straight into the
tables by their owner, and every index, key and exclusion is added again afterwards and checked over all of
them. One case is played through the journey, for the request's page. See bench/rows.py for the rows.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from bench import rows
from bench.bulk import bare
from bench.measuring import Rate
from kit.blind_index import blind_index
from practices.models import Membership, Person, Practice
from practices.roles import ROLES
from requests_app.models import OutboxMessage, Request
from tests.factories import journeys

CHUNK = 50_000
NAMED = "Dmitar Halloway"  # whom people look for, with the birth date that the played case has
BORN = date(1979, 11, 3)
#: Who opens the pages. The practices of the last grow with the data set, those of the others don't.
GROWING = "many practices that grow"
LOOKING = {
    "one practice": "ig_lead@bench.example",
    "many practices": "many@bench.example",
    GROWING: "growing@bench.example",
}
START = timedelta(days=400)  # how long everybody has had their role
RIGHTS = """
INSERT INTO practices_practiceuserobjectpermission (user_id, content_object_id, permission_id)
SELECT m.person_id, m.practice_id, p.id
FROM practices_membership m
JOIN unnest(%s::text[], %s::text[]) AS role (key, codename) ON role.key = m.role
JOIN auth_permission p ON p.codename = role.codename
JOIN django_content_type t ON t.id = p.content_type_id AND t.app_label = 'practices' AND t.model = 'practice'
ON CONFLICT DO NOTHING
"""
OUTSIDE = ("ledger_event_append", "ledger_event"), ("ledger_head_moves", "ledger_head")


@dataclass(frozen=True)
class Plan:
    """How many requests; of them so many at the first practice, and so many at each of the next `many`.

    These are the same at every size, so that for those who work there only everybody else's grows. The others
    have what is left, as it comes.
    """

    requests: int
    one: int = 150
    many: int = 200
    each: int = 40

    def __post_init__(self) -> None:
        if self.requests < self.own:
            raise ValueError(f"a data set has at least {self.own:,} requests")

    @property
    def own(self) -> int:
        """How many lie where they are the same at every size."""
        return self.one + self.many * self.each


def make(plan: Plan, owner: Any, progress: Callable[[str], None], practices: Path) -> None:
    """Fill an empty, migrated database. owner: a cursor of its owner that commits each statement.

    Django's connection is the application's. practices: a list in the national format.
    """
    progress(f"practices of {practices.name}")
    call_command("import_practices", str(practices), stdout=io.StringIO())
    progress("people and their roles")
    make_people(plan, owner)
    _fill(plan, owner, progress)
    progress("one case through its whole journey")
    _played(Practice.objects.earliest("id"))


def make_people(plan: Plan, owner: Any) -> None:
    """People with roles and rights at the practices that are there, and the tables that rows are made by."""
    _people(plan)
    codes = [(key, code) for key, role in ROLES.items() for code in role.permissions]
    owner.execute(RIGHTS, [list(column) for column in zip(*codes, strict=True)])
    owner.execute("SET synchronous_commit = off; SET maintenance_work_mem = '256MB'")
    owner.execute(rows.PLACES)
    owner.execute("CREATE UNIQUE INDEX ON bench_place (place); ANALYZE bench_place")
    owner.execute(rows.WAY_TABLE)
    for way in rows.ways():
        owner.execute(rows.WAY_ROW, way)


@contextmanager
def without_triggers(owner: Any) -> Iterator[None]:
    """The ledger's triggers, which would take an hour for a million rows, rest meanwhile."""
    for trigger, table in OUTSIDE:
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
    yield
    for trigger, table in OUTSIDE:
        owner.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")


def _fill(plan: Plan, owner: Any, progress: Callable[[str], None]) -> None:
    owner.execute("SELECT count(*) FROM bench_place")
    places = owner.fetchone()[0]
    values = rows.constants() | {
        "one": plan.one,
        "many": plan.many,
        "own": plan.own,
        "places": places,
        "now": timezone.now(),
        "origin": settings.LEDGER_ORIGIN,
        "index": blind_index("name_dob", (NAMED, BORN))[0],
        "wanted": _asked_about(plan, places - 1 - plan.many),
    }
    rate = Rate(plan.requests, "requests", progress)
    with bare(owner, rows.TABLES, progress), without_triggers(owner):
        for first in range(1, plan.requests + 1, CHUNK):
            last = min(first + CHUNK - 1, plan.requests)
            _chunk(owner, {**values, "first": first, "last": last})
            rate.reached(last)
        owner.execute("SELECT setval(pg_get_serial_sequence('requests_app_request', 'id'), %s)", [last])
    progress("statistics")
    owner.execute("VACUUM (ANALYZE)")


def _asked_about(plan: Plan, rest: int) -> list[int]:
    """The requests about whoever is looked for: three in the first practice of each who looks.

    rest: how many practices share what is left.
    """
    return [
        *(1 + 4 * turn for turn in range(3)),
        *(plan.one + 1 + turn * plan.many for turn in range(3)),
        *(plan.own + 1 + turn * rest for turn in range(3)),
    ]


def _chunk(owner: Any, values: Mapping[str, Any]) -> None:
    owner.execute("BEGIN")
    for statement in rows.STATEMENTS:
        owner.execute(statement, values)
    owner.execute("COMMIT")


def _people(plan: Plan) -> None:
    """A manager and a guardian at every practice, a whole team at the first, and one person at many."""
    practices = list(Practice.objects.order_by("id"))
    day = timezone.localdate() - START
    team = [Person(email=f"{role}@bench.example", full_name=f"Bea {ROLES[role].name}") for role in ROLES]
    several = Person(email=LOOKING["many practices"], full_name="Mo Many")
    growing = Person(email=LOOKING[GROWING], full_name="Gray Growing")
    staff = {"practice_manager": "manager", "caldicott_guardian": "guardian"}
    local = [
        Person(email=f"{name}-{practice.pk}@bench.example", full_name=f"{name.title()} {practice.pk}")
        for practice in practices
        for name in staff.values()
    ]
    Person.objects.bulk_create([*team, several, growing, *local], batch_size=2000)
    roles = [(person, practices[0], role) for person, role in zip(team, ROLES, strict=True)]
    first, last = 1 + plan.many, 1 + 2 * plan.many
    roles += [(several, place, role) for place in practices[1:first] for role in staff]
    roles += [(growing, place, role) for place in practices[first:last] for role in staff]
    pairs = [(practice, role) for practice in practices for role in staff]
    roles += [(person, practice, role) for person, (practice, role) in zip(local, pairs, strict=True)]
    Membership.objects.bulk_create(
        [Membership(person=p, practice=at, role=role, starts_on=day, founding=True) for p, at, role in roles],
        batch_size=2000,
    )


def _played(practice: Practice) -> None:
    """The case whose page is opened: decided, released and disclosed by the first practice's team."""
    people = {role: Person.objects.get(email=f"{role}@bench.example") for role in ROLES}
    journeys.disclosed(journeys.Team(practice, people))
    OutboxMessage.objects.update(sent_at=timezone.now())  # nothing here is ever mailed


@dataclass(frozen=True)
class Looker:
    """Somebody who opens the pages, the case that they open, and where they look for a person."""

    person: Person
    case: Request
    practice: Practice


def looker(who: str) -> Looker:
    """One of LOOKING. The case is the one there with the longest story: the played one, if it is there."""
    person = Person.objects.get(email=LOOKING[who])
    here = Request.objects.filter(practice__memberships__person=person).exclude(restricted=True)
    case = here.latest("change_number", "id")
    practice = Practice.objects.filter(memberships__person=person).earliest("id")
    return Looker(person, case, practice)
