"""The tasks of the log say what is wrong with an answer, keep what was typed and save nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from practices.models import Person
from requests_app.journey import log
from requests_app.models import Request
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.pages.typed import INSTRUMENT, POSTED, TODAY, TOMORROW, YESTERDAY, address, day

LONG = "x" * 301


@pytest.fixture
def manager(team: Team, as_person: Callable[[Person], Client]) -> Client:
    return as_person(team.practice_manager)


@pytest.fixture
def draft(team: Team) -> Request:
    journeys.organisation(team)
    return log.start(practice=team.practice, by=team.practice_manager)


def without(part: str, *names: str, **more: Any) -> dict[str, Any]:
    """A right answer, less some of its fields, and with others."""
    return {k: v for k, v in POSTED[part].items() if k not in names} | more


WRONG = [
    ("received", without("received", "channel"), "Select how the request came"),
    ("received", without("received", "received_on_day", "received_on_month", "received_on_year"),
     "Enter date received"),
    ("received", {"channel": "email", **day("received_on", TOMORROW)},
     "Date received must be today or in the past"),
    ("received", without("received", received_time="quarter past"), "must be a real time"),
    ("requester", without("requester", "organisation_name"), "Enter the name of the organisation"),
    ("requester", without("requester", "kind"), "Select the kind of requester"),
    ("requester", without("requester", email="not an address"), "Enter an email address in the correct"),
    ("requester", without("requester", supervisor_rank="Inspector"), "Enter the supervisor’s name, or clear"),
    ("requester", without("requester", supervisor="A", **day("supervisor_signed_on", TOMORROW)),
     "must be today or in the past"),
    ("subject", {}, "Select whose data they ask for"),
    ("subject", without("subject", "name"), "Enter the person’s full name"),
    ("subject", without("subject", nhs_number="999 123 4560"), "Check the NHS number"),
    ("subject", without("subject", nhs_number="999"), "must be 10 digits: you entered 3"),
    ("subject", without("subject", **day("date_of_birth", TOMORROW)), "must be today or in the past"),
    ("subject", {"subject_kind": "nobody_named"}, "Describe what they ask about"),
    ("items", {}, "Select what they ask for, or write it in their own words"),
    ("items", {"own_words_1": LONG}, "must be 300 characters or fewer"),
    ("items", {"codes": ["D99"]}, "D99 is not one of the available choices"),
    ("purpose", {}, "Enter what they want it for, or that it is not stated"),
    ("law", {"has_instrument": "no"}, "Tick a law, write it in their words, or tick that they name none"),
    ("law", without("law", "has_instrument"), "Select whether an order, summons, warrant or notice came"),
    ("law", without("law", no_law_claimed="on"), "Untick this, or take out the law"),
    ("law", without("law", claims_other=["AG-OTHER"]), "Enter the agreement or memorandum that they name"),
    ("law", without("law", claims_other=["LAW-OTHER"]), "Enter the law in their own words"),
    ("law", without("law", has_instrument="yes"), "Enter the date that stands on it"),
    ("law", without("law", has_instrument="yes"), "Enter who issued it"),
    ("law", without("law", has_instrument="yes"), "Select what it is"),
    ("law", without("law", **INSTRUMENT | day("dated", TOMORROW)), "must be today or in the past"),
    ("law", without("law", **INSTRUMENT, **day("served_on", YESTERDAY - timedelta(days=1))),
     "Date it was served must be on or after the date on it"),
    ("law", without("law", **INSTRUMENT, **day("served_on", TODAY), **day("comply_by", YESTERDAY)),
     "Date to answer by must be on or after the date it was served"),
    ("law", without("law", **day("comply_by", date.max)), "must be the same as or before"),
    ("law", without("law", comply_by_time="4pm"), "Enter the date that the time belongs to"),
    ("urgency", {}, "Select how urgent it is"),
    ("urgency", {"urgency": "emergency"}, "Enter who is at risk of what, and why within hours"),
    ("restriction", {}, "Select who may see this request"),
    ("restriction", {"restricted": "named"}, "Select who may see it"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "typed", "says"), WRONG, ids=[f"{p}: {s}" for p, _, s in WRONG])
def test_a_wrong_answer_is_named_and_nothing_is_saved(
    manager: Client, draft: Request, part: str, typed: dict[str, Any], says: str
) -> None:
    answer = manager.post(address(draft, f"log_{part}"), typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert "There is a problem" in page
    assert "<title>Error: " in page.replace("\n", "").replace("  ", "")
    assert Request.objects.get().version == draft.version
    for value in typed.values():
        assert value == [] or (value[0] if isinstance(value, list) else value) in page
