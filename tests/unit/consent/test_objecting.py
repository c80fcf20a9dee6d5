"""Whom and what an objection is about."""

from uuid import UUID

import pytest
from django.utils import timezone

from consent.models import Objection, PatientPage
from consent.objecting import SAMENESS_WORDS, Asked, Sameness, concerned, same_person, surest

ENTRY, OTHER = UUID(int=1), UUID(int=2)


def known(number: str = "", name: str = "") -> PatientPage:
    return PatientPage(nhs_number_index=number, name_and_birth_index=name)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (known("n1", "a"), known("n1", "b"), Sameness.NUMBER),
        (known("n1"), known("n1"), Sameness.NUMBER),
        (known("", "a"), known("n1", "a"), Sameness.NAME),
        (known("n1", "a"), known("", "a"), Sameness.NAME),
        (known("n1", "a"), known("n2", "a"), Sameness.NAME_OTHER_NUMBER),
        (known("n1", "a"), known("n2", "b"), None),
        (known("n1"), known("", "a"), None),
        (known("n1", ""), known("", ""), None),
        (known(), known(), None),
    ],
)
def test_who_is_taken_for_the_same_person(one, other, expected) -> None:
    assert same_person(one, other) is expected
    assert same_person(other, one) is expected


def test_the_surest_reason_counts() -> None:
    assert surest([None, Sameness.NAME_OTHER_NUMBER, Sameness.NUMBER, Sameness.NAME]) is Sameness.NUMBER
    assert surest([Sameness.NAME_OTHER_NUMBER, Sameness.NAME]) is Sameness.NAME
    assert surest([None]) is None


def test_each_reason_is_said_in_words() -> None:
    assert set(SAMENESS_WORDS) == set(Sameness)


def asked(kind: str = "police", organisation: UUID | None = ENTRY, name: str = "Northmere Police") -> Asked:
    return Asked(kind, organisation, name, [("D06", "D06"), ("D08", "D08"), ("X3", "")])


EVERYTHING = ["D06", "D08", "X3"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"against": "everybody"}, EVERYTHING),
        ({"against": "everybody", "items": ["D08"]}, ["D08", "X3"]),
        ({"against": "everybody", "items": ["D01"]}, ["X3"]),
        ({"against": "kind", "requester_kind": "police"}, EVERYTHING),
        ({"against": "kind", "requester_kind": "council"}, []),
        ({"against": "organisation", "organisation_name": "NORTHMERE  police"}, EVERYTHING),
        ({"against": "organisation", "organisation_name": "Southmere Police"}, []),
        ({"against": "organisation", "organisation_name": "Its old name", "organisation": ENTRY}, EVERYTHING),
        ({"against": "organisation", "organisation_name": "Its old name", "organisation": OTHER}, []),
        ({"against": "everybody", "ended_at": timezone.now()}, []),
    ],
)
def test_which_items_of_a_request_it_is_about(fields, expected) -> None:
    assert concerned(Objection(**fields), asked()) == expected


def test_an_organisation_outside_the_register_is_known_by_its_name() -> None:
    objection = Objection(against="organisation", organisation_name="Northmere Police", organisation=ENTRY)

    assert concerned(objection, asked(organisation=None)) == EVERYTHING
    assert concerned(objection, asked(organisation=None, name="Southmere Police")) == []
