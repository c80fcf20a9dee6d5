"""The people and the requests of a random story: a practice with everybody who might try something."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from kit import clock
from practices.models import Person
from requests_app.journey import conflicts, outside_guardian
from requests_app.models import Request
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.factories.people import a_deputy, a_member, a_person, a_practice

EVERY_ROLE = ("practice_manager", "ig_lead", "clinical_reviewer", "caldicott_guardian")


@dataclass
class World:
    """Who is there, which requests the story is about, and how late it is."""

    team: Team
    others: dict[str, Person]
    chance: Random
    requests: list[Request] = field(default_factory=list)
    days: float = 0.0
    barred: set[str] = field(default_factory=set)

    @property
    def request(self) -> Request:
        """One of the requests, as it stands."""
        return journeys.fresh(self.chance.choice(self.requests))

    def person(self, *roles: str) -> Person:
        """Mostly somebody in one of these roles; at times whoever else is about."""
        if roles and self.chance.random() < 0.88:
            fitting = [self.team.people[role] for role in roles]
            luck = self.chance.random()
            if luck < 0.08:
                return self.others["several"]
            if "caldicott_guardian" in roles and luck < 0.3:
                names = ("deputy", "conflicted", "outside", "second")
                return self.others[self.chance.choice(names)]
            return self.chance.choice(fitting)
        return self.chance.choice([*self.team.people.values(), *self.others.values()])

    def pick(self, *choices: Any) -> Any:
        return self.chance.choice(choices)

    def now(self) -> datetime:
        return clock.now()


def people_of(team: Team) -> dict[str, Person]:
    """A second guardian, a deputy who manages too, one with every role, one in conflict, strangers."""
    deputy = a_member(team.practice, "practice_manager", full_name="Deputy Manager")
    a_deputy(team.practice, "caldicott_guardian", absent=team.caldicott_guardian, person=deputy)
    return {
        "several": a_member(team.practice, *EVERY_ROLE, full_name="Every Role"),
        "second": a_member(team.practice, "caldicott_guardian", full_name="Second Guardian"),
        "deputy": deputy,
        "conflicted": a_member(team.practice, *EVERY_ROLE, full_name="In Conflict"),
        "outside": rules.guest(team),
        "uninvited": a_member(a_practice(), *EVERY_ROLE, full_name="Of Another Practice"),
        "superuser": a_person("Super User", is_superuser=True),
    }


COMPELLED = {"law": rules.law(), "requester": rules.coroner()}
TWO = [
    journeys.parts()["subject"]["subjects"][0],
    {"name": "Ivo Halloway", "date_of_birth": None, "nhs_number": "", "address": "", "role": "other"},
]
MANAGER, LEAD, GUARDIAN = "practice_manager", "ig_lead", "caldicott_guardian"
NOBODY = {"subject_kind": "nobody_named", "subjects": [], "subject_description": "4 Mill Lane"}
# Who wrote the log, and what it says.
BEGINNINGS: tuple[tuple[str, dict[str, dict[str, Any]]], ...] = (
    (MANAGER, {}),
    (LEAD, {}),
    (MANAGER, {"items": {"codes": ["D01", "D06", "D15"], "own_words": ["his school"]}}),
    (MANAGER, COMPELLED),
    (GUARDIAN, {"urgency": rules.URGENT}),
    (MANAGER, {"urgency": rules.URGENT}),
    (MANAGER, {"subject": {"subject_kind": "several", "subjects": TWO}}),
    (LEAD, {"subject": NOBODY}),
)


def drafts_of(team: Team) -> list[Request]:
    """A complete draft of each kind, for stories to begin with."""
    return [journeys.draft(team, by=who, **changes) for who, changes in BEGINNINGS]


def begin(world: World, drafts: list[Request], monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the drafts; at times somebody has declared an interest."""
    monkeypatch.setattr(clock, "now", _running(world))
    world.requests = [world.chance.choice(drafts)]
    if world.chance.random() < 0.3:
        conflicts.declare(key=world.requests[0].key, by=world.others["conflicted"], kind="kinship")
        world.barred.add(f"person:{world.others['conflicted'].public_id}")


def ask_outside(world: World) -> None:
    """The lead asks a guardian of the list."""
    outside_guardian.invite(
        key=world.request.key,
        by=world.person("ig_lead"),
        guardian=world.others[world.pick("outside", "outside", "uninvited")],
        reason="Ours is family",
    )


def _running(world: World) -> Any:
    """The clock of the story: the real one, some days later."""
    real = clock.now
    return lambda: real() + timedelta(days=world.days)
