"""A practice with everybody that a journey needs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from practices import roles
from practices.models import Membership, Person, Practice
from practices.permissions import refresh_rows
from tests.factories.journeys import Team

NAMES = {
    "front_desk": "Juno Farrowdale",
    "practice_manager": "Pell Osgathorpe",
    "ig_lead": "Sunniva Hartwellby",
    "clinical_reviewer": "Dr Oda Kestlebrook",
    "caldicott_guardian": "Dr Imre Vantongeren",
    "data_protection_officer": "Dr Sorrel Amblecote",
    "auditor": "Wren Aldersty",
    "practice_administrator": "Teal Marchbanks",
}


def make_team(ods_code: str = "Y99991", name: str = "Larkmoor Road Surgery") -> Team:
    """A practice with one person in every role."""
    practice = Practice.objects.create(ods_code=ods_code, name=name, nation="england")
    day = timezone.localdate() - timedelta(days=400)
    people = {}
    for role in roles.ROLES:
        person = Person.objects.create_user(
            email=f"{role}@{ods_code.lower()}.example", full_name=f"{NAMES[role]}"
        )
        Membership.objects.create(person=person, practice=practice, role=role, starts_on=day, founding=True)
        people[role] = person
    refresh_rows(practice, on=timezone.localdate())
    return Team(practice, people)


@pytest.fixture
def team(db: None) -> Team:
    return make_team()
