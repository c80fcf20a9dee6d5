"""Finds the requests whose date is near or past, and queues a reminder for each person who can act.

Once per request, rule, person and day: the Reminder row is the claim, so two schedulers at once
queue nothing twice.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from audit.ledger.api import record
from practices.models import Person
from requests_app import permissions
from requests_app.deadlines import RuleCode, add_working_days
from requests_app.journey.unit import SYSTEM, people_to_tell
from requests_app.models import OutboxMessage, Reminder, Request
from requests_app.workflow import OPEN_STATES, STATES, State

# A date is near from this many working days before it.
NEAR_WORKING_DAYS = 2
# No run of bank holidays and weekends makes two working days longer than this.
LOOK_AHEAD = timedelta(days=10)
# Looking again at why a patient was not told, whose date outlives the closing of the request.
PATIENT_REVIEW = "patient_review"


def remind(now: datetime | None = None) -> int:
    """Queue the reminders that are due; returns how many messages were queued."""
    at = now or timezone.now()
    queued = 0
    for request, rule in (*due_requests(at), *patient_reviews(at)):
        queued += queue(request, rule, people_who_can_act(request, rule), at)
    return queued


def due_requests(at: datetime) -> Iterator[tuple[Request, str]]:
    """Open requests with a date that is near or past, and the rule: the date's own, near or past."""
    found = Request.objects.filter(state__in=OPEN_STATES, due_at__lte=at + LOOK_AHEAD)
    for request in found.select_related("practice").order_by("due_at", "id").iterator(chunk_size=500):
        stage = stage_of(request, at)
        if stage:
            yield request, f"{request.due_rule}_{stage}"


def stage_of(request: Request, at: datetime) -> str:
    """ "past" from the moment it is late, "near" in the working days before, "" until then."""
    if request.due_at is None:
        return ""
    if at >= request.due_at:
        return "past"
    today = timezone.localdate(at)
    horizon = add_working_days(today, NEAR_WORKING_DAYS, request.practice.nation)
    return "near" if timezone.localdate(request.due_at) <= horizon else ""


def patient_reviews(at: datetime) -> Iterator[tuple[Request, str]]:
    """Requests whose "do not tell the patient" is to be looked at again today or before."""
    found = Request.objects.filter(
        Q(decisions__voided_at=None),
        decisions__approves=True,
        decisions__tell_patient__in=["later", "not"],
        decisions__tell_review_on__lte=timezone.localdate(at),
    )
    for request in found.exclude(state=State.DRAFT).select_related("practice").order_by("id"):
        yield request, PATIENT_REVIEW


def people_who_can_act(request: Request, rule: str) -> Iterable[Person]:
    """Those whose step is next; for a patient's review, the guardians; for an emergency's, the uninvolved."""
    if rule.startswith(RuleCode.LOOK_BACK):
        people = people_to_tell(request, "review_emergency")
        return [person for person in people if not permissions.involved(request, person.pk)]
    permission = "decide_request" if rule == PATIENT_REVIEW else STATES[State(request.state)].owner
    return people_to_tell(request, permission)


def queue(request: Request, rule: str, people: Iterable[Person], at: datetime) -> int:
    """Queue one message per person who was not reminded of this rule today; returns how many."""
    day = timezone.localdate(at)
    reminded = set(
        Reminder.objects.filter(request=request, rule=rule, day=day).values_list("person_id", flat=True)
    )
    fresh = [person for person in people if person.pk not in reminded]
    if not fresh:
        return 0
    try:
        with transaction.atomic(durable=True):
            for person in fresh:
                _claim(request, rule, person, day, at)
            record(
                "reminder.queued",
                actor=SYSTEM,
                practice=request.practice.public_id,
                about=request.about,
                facts={"rule": rule, "people": len(fresh)},
                at=at,
            )
    except IntegrityError:
        # Another scheduler queued for one of them at the same moment; what is left is found next time.
        return 0
    return len(fresh)


def _claim(request: Request, rule: str, person: Person, day: date, at: datetime) -> None:
    message = OutboxMessage.objects.create(
        recipient=person, request=request, topic=f"reminder.{rule}", created_at=at, not_before=at
    )
    Reminder.objects.create(request=request, rule=rule, person=person, day=day, message=message)
