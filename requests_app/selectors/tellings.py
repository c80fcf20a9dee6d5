"""What was decided about telling the patient of a request, and whether they may be told today."""

from collections.abc import Iterable, Iterator
from datetime import date

from consent.models import Telling
from consent.models.telling import Told
from consent.tellable import Choice, Made, Tellable, When, holding, is_child, may_tell
from requests_app.models import Decision, Request
from requests_app.selectors.story import tellings_of
from requests_app.workflow import State

#: Where an approval's "before" and "after" still hold: withdrawn or refused, it is decided anew.
APPROVED_STATES = (State.APPROVED, State.RELEASED, State.DISCLOSED, State.CLOSED)


def tellings_in(requests: Iterable[Request]) -> list[Telling]:
    """What was recorded for these requests, newest first; not that there is nobody to tell. One query."""
    keys = [request.key for request in requests]
    found = Telling.objects.filter(for_request__in=keys).exclude(what=Told.NOBODY)
    return list(found.select_related("recorded_by"))


def standing_of(request: Request, tellings: list[Telling] | None = None) -> Choice | None:
    """What holds now: the guardian's decision, or what was recorded after it."""
    found = holding_of(request, tellings)
    return found.choice if found is not None else None


def holding_of(
    request: Request, tellings: list[Telling] | None = None, decisions: Iterable[Decision] | None = None
) -> Made | None:
    """What holds now, with the round in which it was said. "Later" and "not" outlive approval and round.

    tellings, decisions: the request's, where they were read already.
    """
    rows = tellings_of(request) if tellings is None else tellings
    recorded = [Made(choice_of(row), row.round, stands=row.round == request.round) for row in reversed(rows)]
    made = request.decisions.all() if decisions is None else decisions
    return holding([*_approvals(request, made), *recorded], request.round)


def tellable(request: Request, day: date, tellings: list[Telling] | None = None) -> Tellable:
    """Whether the patient may be told of this request on that UK day."""
    return may_tell(standing_of(request, tellings), day, left=has_left(request))


def choice_of(row: Telling) -> Choice:
    """A row as the rule reads it."""
    return Choice(When(row.what), row.recorded_at, row.reason, row.again_on)


def has_left(request: Request) -> bool:
    """Whether anything was disclosed, in whatever round."""
    return bool(request.disclosures.all())


def is_about_a_child(request: Request, day: date) -> bool:
    """Whether somebody it is about is under 18 on that day, as the requester gives the birth date."""
    return any(is_child(subject.date_of_birth, day) for subject in request.subjects.all())


def all_died(request: Request) -> bool:
    """Whether everybody it is about has died, as the requester says."""
    people = list(request.subjects.all())
    return bool(people) and all(person.deceased for person in people)


def _approvals(request: Request, decisions: Iterable[Decision]) -> Iterator[Made]:
    """What each approval says of the patient, also one that was voided, or is of an earlier round."""
    for row in decisions:
        if row.approves and row.tell_patient:
            here = row.voided_at is None and row.round == request.round and request.state in APPROVED_STATES
            said = Choice(When(row.tell_patient), row.decided_at, row.tell_reason, row.tell_review_on)
            yield Made(said, row.round, stands=here)
