"""What a browser sends from each page's form, complete and right, so that whoever may do it has it done."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from practices.models import Membership
from requests_app.journey import triage
from requests_app.law import rules
from tests.factories import journeys, people
from tests.integration.matrix.world import Thing, World
from tests.integration.pages.deciding import answers, refusal
from tests.integration.pages.typed import EMERGENCY, POSTED, day

Sent = dict[str, Any]
TODAY = timezone.localdate
BECAUSE = "Because the guidance says so"


class Json(dict[str, Any]):
    """What a program sends instead of a form."""


def nothing(w: World, thing: Thing) -> Sent:
    """A button, or a page that takes no POST."""
    return {}


def fields(**given: Any) -> Any:
    """The same for every object."""
    return lambda w, thing: given


def fields_of_program(**given: Any) -> Any:
    """The same as JSON."""
    return lambda w, thing: Json(given)


def part(name: str) -> Any:
    """A task of the log."""
    return fields(**POSTED[name])


def status(w: World, thing: Thing) -> Sent:
    """A status of an agreement, to be confirmed by somebody else."""
    return {"status": "paused", "reason": BECAUSE, "source": "Their letter", **day("since", TODAY())}


def correction(w: World, thing: Thing) -> Sent:
    return {
        "purpose": "To find a suspect, and a child with him",
        "offence": "",
        "because": "They wrote again",
    }


def outcome_of_triage(w: World, thing: Thing) -> Sent:
    open_now = rules.outcomes_for("triage", "triage_request")
    code = next(entry.code for entry in open_now if entry.code in triage.OUTCOMES["misdirect"])
    return {"outcome": code, "reason": "Meant for the hospital"}


def triage_answers(w: World, thing: Thing) -> Sent:
    return {"written": "yes", "addressed_to_us": "yes", "own_data_or_foi": "no", "prohibitions_checked": "on"}


def legal_basis(w: World, thing: Thing) -> Sent:
    gates = journeys.finding()
    return {
        "consent_sought": "defeats",
        "consent_reason": "A suspect at large would be warned",
        "reveals_health": "no",
        "reveals_health_reason": "An address alone",
        "reason": BECAUSE,
        **{f"all_{gate}": value for gate, value in gates.items()},
        **{f"{item.token}_answer": "same" for item in thing.request.live_items},
    }


def public_interest(w: World, thing: Thing) -> Sent:
    return {"Q1": "An imminent risk to life", "reason": "It weighs for disclosure"}


def match(w: World, thing: Thing) -> Sent:
    return {"result": "matched", "agrees": ["name", "date_of_birth"], "third": "nhs_number"}


def proposal(w: World, thing: Thing) -> Sent:
    given = {
        "prohibition": "PR-01",
        "exception": "PR-01-4",
        "reason": "The order names them so",
        "advice": "The exception applies",
        "advice_from": "Thornbury and Lisle, solicitors",
    }
    return {**given, **day("advised_on", TODAY())}


def advice_given(w: World, thing: Thing) -> Sent:
    given = {"number": "1", "answer": "Ask for the offence", "answered_by_name": "Dr Bryn Alder"}
    return {**given, **day("answered_on", TODAY())}


def approval(w: World, thing: Thing) -> Sent:
    return answers(journeys.fresh(thing.request), step="confirm")


def refusing(w: World, thing: Thing) -> Sent:
    return refusal(journeys.fresh(thing.request), step="confirm")


def emergency(w: World, thing: Thing) -> Sent:
    return dict(EMERGENCY)


def emergency_approval(w: World, thing: Thing) -> Sent:
    given = answers(
        journeys.fresh(thing.request), tell_patient="after", tell_reason="", understood="on", immigration="no"
    )
    return {name: value for name, value in given.items() if not name.startswith("tell_review_on")}


def release(w: World, thing: Thing) -> Sent:
    return {"tokens": [item.token for item in thing.request.live_items], "checked": "on"}


def disclosure(w: World, thing: Thing) -> Sent:
    now = timezone.localtime()
    return {
        "tokens": [item.token for item in thing.request.live_items],
        "sent_time": f"{now:%H:%M}",
        **day("sent_on", now.date()),
    }


def closing(w: World, thing: Thing) -> Sent:
    return {
        "reply_means": "Letter",
        "patient_told": "later",
        "note": "Done",
        **day("reply_sent_on", TODAY()),
        "later_reason": "It would warn a suspect",
        **day("later_on", date(2031, 3, 3)),
    }


def restriction(w: World, thing: Thing) -> Sent:
    """To everybody of the team, so that whoever sends it is among them."""
    readers = ["practice_manager", "ig_lead", "caldicott_guardian", "logger", "deputy"]
    return {"restricted": "yes", "people": [str(w.team.people[who].public_id) for who in readers]}


def another_guardian(w: World) -> Any:
    """A second guardian on the list, who was not asked yet."""
    person = people.a_member(people.a_practice(), "caldicott_guardian", full_name="Una Outsider")
    return people.an_outside_guardian(w.team.practice, person=person)


def asking_outside(w: World, thing: Thing) -> Sent:
    guardian = w.made(another_guardian)
    return {"guardian": str(guardian.public_id), "reason": "Everyone here is barred"}


def appointment(w: World, thing: Thing) -> Sent:
    email = "nia.newcomer@surgery.test"
    return {"email": email, "full_name": "Nia Newcomer", "role": "front_desk", **day("starts_on", TODAY())}


def deputy(w: World, thing: Thing) -> Sent:
    row = Membership.objects.get(person=w.team.data_protection_officer)
    return {
        "stands_in_for": str(row.public_id),
        "email": "dee.deputy@surgery.test",
        "full_name": "Dee Deputy",
        **day("starts_on", TODAY()),
        **day("ends_on", TODAY() + timedelta(days=3)),
    }


def token(w: World, thing: Thing) -> Sent:
    """For a week."""
    return day("expires_on", TODAY() + timedelta(days=7))


def guardian_elsewhere(w: World, thing: Thing) -> Sent:
    return {"email": w.elsewhere.caldicott_guardian.email}


def number(w: World, thing: Thing) -> Sent:
    return {"number": thing.about.switchboard, "looked_up": "on"}


def organisation(w: World, thing: Thing) -> Sent:
    return {"name": "Southmere Police", "kind": "police"}


def days_closed(w: World, thing: Thing) -> Sent:
    """Today."""
    today = TODAY()
    return {"reason": "Flood", **day("first_day", today), **day("last_day", today)}


def handed_over(w: World, thing: Thing) -> Sent:
    """A complaint of today."""
    return {"kind": "complaint", "note": "They complain", **day("received_on", TODAY())}
