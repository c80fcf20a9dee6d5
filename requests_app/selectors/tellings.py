"""What was decided about telling the patient of a request, and whether they may be told today."""

from collections.abc import Iterable, Iterator
from datetime import date

from consent.models import Telling
from consent.models.telling import Told
from consent.tellable import Choice, Tellable, When, is_child, latest, may_tell
from requests_app.models import Request
from requests_app.selectors.story import tellings_of
from requests_app.workflow import State

#: Where what an approval says of the patient still holds: withdrawn or refused, it is decided anew.
APPROVED_STATES = (State.APPROVED, State.RELEASED, State.DISCLOSED, State.CLOSED)


def tellings_in(requests: Iterable[Request]) -> list[Telling]:
    """What was recorded for these requests, newest first; not that there is nobody to tell. One query."""
    keys = [request.key for request in requests]
    found = Telling.objects.filter(for_request__in=keys).exclude(what=Told.NOBODY)
    return list(found.select_related("recorded_by"))


def standing_of(request: Request, tellings: list[Telling] | None = None) -> Choice | None:
    """What holds in this round: the guardian's decision, or what was recorded after it."""
    rows = tellings_of(request) if tellings is None else tellings
    return latest([*_approvals(request), *map(choice_of, reversed(_of_round(request, rows)))])


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


def _approvals(request: Request) -> Iterator[Choice]:
    if request.state not in APPROVED_STATES:
        return
    for row in request.decisions.all():
        if row.approves and row.voided_at is None and row.tell_patient:
            yield Choice(When(row.tell_patient), row.decided_at, row.tell_reason, row.tell_review_on)


def _of_round(request: Request, rows: list[Telling]) -> list[Telling]:
    return [row for row in rows if row.round == request.round]
