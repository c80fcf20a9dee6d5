"""The lists: all requests that a person may see, and what waits for them. No patient is named in any."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from practices.permissions import Access
from requests_app.deadlines import add_working_days
from requests_app.deadlines.local_time import end_of
from requests_app.models import (
    AdviceReferral,
    Decision,
    EmergencyReview,
    Match,
    Participation,
    ProhibitionOverride,
    Request,
    StatusChange,
)
from requests_app.models.advice import Adviser
from requests_app.permissions import live_invitations, visible_to
from requests_app.workflow import OPEN_STATES, STATES, State

# "Due soon" looks so many working days ahead.
SOON_WORKING_DAYS = 5
OVERDUE, SOON, MINE, OTHERS, DRAFTS = "overdue", "soon", "mine", "others", "drafts"
SECTIONS = (OVERDUE, SOON, MINE, DRAFTS, OTHERS)
SORT_FIELDS = {"received": "received_on", "due": "due_at", "reference": "reference", "state": "state"}


def soon_ends(today: date, nation: str = "england") -> datetime:
    """The moment until which a date counts as soon: the end of the fifth working day from today."""
    return end_of(add_working_days(today, SOON_WORKING_DAYS, nation))


def requests_list(
    access: Access, *, filters: dict[str, Any] | None = None, now: datetime | None = None, sort: str = ""
) -> QuerySet[Request]:
    """All requests the person may see.

    filters: practice (ODS code), state, show (open, closed), kind, due (overdue, soon; needs `now`),
    waiting (mine, others), reference. sort: a key of SORT_FIELDS, with "-" for the other way round;
    the order is total, so that no page shows a request twice.
    """
    wanted = filters or {}
    # An approval past a prohibition stands out wherever its outcome is shown.
    past = ProhibitionOverride.objects.filter(
        request=OuterRef("pk"), confirmed_at__isnull=False, voided_at=None
    )
    approved = Decision.objects.filter(request=OuterRef("pk"), approves=True, emergency=False, voided_at=None)
    found = visible_to(access).select_related("practice", "requester")
    found = found.annotate(goes_past=ExpressionWrapper(Q(Exists(past), Exists(approved)), BooleanField()))
    if wanted.get("practice"):
        found = found.filter(practice__ods_code=wanted["practice"])
    if wanted.get("state"):
        found = found.filter(state=wanted["state"])
    elif wanted.get("show") == "open":
        found = found.exclude(state=State.CLOSED)
    elif wanted.get("show") == "closed":
        found = found.filter(state=State.CLOSED)
    if wanted.get("kind"):
        found = found.filter(requester__kind=wanted["kind"])
    if wanted.get("reference"):
        found = found.filter(reference__icontains=wanted["reference"].strip())
    if wanted.get("due") and now is not None:
        found = found.filter(state__in=OPEN_STATES).filter(_due(wanted["due"], now))
    if wanted.get("waiting") == MINE:
        found = found.filter(waiting_condition(access))
    elif wanted.get("waiting") == OTHERS:
        found = found.filter(_took_part(access), state__in=OPEN_STATES).exclude(waiting_condition(access))
    key = sort or "-received"
    name = F(SORT_FIELDS[key.removeprefix("-")])
    first = name.desc(nulls_last=True) if key.startswith("-") else name.asc(nulls_last=True)
    return found.order_by(first, "id")


def _due(which: str, now: datetime) -> Q:
    if which == OVERDUE:
        return Q(due_at__lte=now)
    return Q(due_at__gt=now, due_at__lte=soon_ends(now.date()))


def waiting_condition(access: Access) -> Q:
    """Whose next step belongs to this person: by role and by separation of duties (INV-11)."""
    person = access.person
    deciding = access.practices_where(STATES[State.DECISION].owner)
    mine = Q(state=State.DECISION, practice_id__in=deciding) & ~_part(access, Participation.PREPARES)
    # States that wait at the same practices together: at hundreds of practices each list of them is long.
    owned: dict[frozenset[int], list[State]] = {}
    for state, info in STATES.items():
        if state not in (State.CLOSED, State.DECISION):
            owned.setdefault(access.practices_where(info.owner), []).append(state)
    for places, states in owned.items():
        mine |= Q(state__in=states, practice_id__in=places)
    invitation = live_invitations(access).filter(request=OuterRef("pk"))
    mine |= Q(state=State.DRAFT, captured_by=person.pk)
    mine |= Q(Exists(invitation), state=State.DECISION)
    return mine | _emergency_to_review(access) | _advice_to_give(access)


def _advice_to_give(access: Access) -> Q:
    """Questions to the data protection officer that nobody answered yet, for those who hold that office."""
    places = [place for place, roles in access.roles.items() if "data_protection_officer" in roles]
    if not places:
        return Q()
    asked = AdviceReferral.objects.filter(request=OuterRef("pk"), adviser=Adviser.DPO, recorded_by=None)
    return Q(Exists(asked), practice_id__in=places, state__in=OPEN_STATES)


def _emergency_to_review(access: Access) -> Q:
    """Emergencies that nobody uninvolved has looked back at yet, for those who may and took no part."""
    me = access.person.pk
    decided = Decision.objects.filter(request=OuterRef("pk"), round=OuterRef("round"), emergency=True)
    moved = StatusChange.objects.filter(request=OuterRef("pk"), changed_by=me)
    matched = Match.objects.filter(request=OuterRef("pk"), matched_by=me)
    reviewed = EmergencyReview.objects.filter(request=OuterRef("pk"), round=OuterRef("round"))
    return Q(
        Exists(decided),
        ~Exists(reviewed),
        ~_took_part(access),
        ~Exists(moved),
        ~Exists(matched),
        practice_id__in=access.practices_where("review_emergency"),
        emergency=True,
        state__in=OPEN_STATES,
    )


def _took_part(access: Access) -> Q:
    return Q(Exists(Participation.objects.filter(request=OuterRef("pk"), person=access.person.pk)))


def _part(access: Access, part: str) -> Q:
    found = Participation.objects.filter(request=OuterRef("pk"), person=access.person.pk, part=part)
    return Q(Exists(found))


def waiting_for(access: Access) -> QuerySet[Request]:
    """Open requests and drafts whose next step belongs to this person, most pressing first."""
    return (
        visible_to(access)
        .filter(waiting_condition(access))
        .select_related("practice", "requester")
        .order_by("due_at", "id")
    )


@dataclass(frozen=True)
class Section:
    """A part of "my work": its first rows and how many there are."""

    key: str
    rows: Sequence[Request] = field(default_factory=list)
    total: int = 0


# What the person may see and is not closed, each row once with whether it waits for them; then by section.
# Written out, because Django repeats an annotation wherever it is used: here twenty times a page, with its
# subqueries, which cost more to compose than to run.
_PLACED = """
WITH seen AS MATERIALIZED ({seen}),
sectioned AS (
    SELECT id, due_at, CASE
        WHEN mine AND state = %s THEN %s
        WHEN mine AND due_at <= %s THEN %s
        WHEN mine AND due_at <= %s THEN %s
        WHEN mine THEN %s
        ELSE %s END AS section
    FROM seen WHERE mine OR took_part),
placed AS (
    SELECT id, section, row_number() OVER (PARTITION BY section ORDER BY due_at, id) AS place,
           count(*) OVER (PARTITION BY section) AS total
    FROM sectioned)
SELECT section, total, id FROM placed WHERE place <= %s ORDER BY section, place
"""


def my_work(access: Access, *, now: datetime, each: int = 10) -> dict[str, Section]:
    """What needs the person now, by section, the most pressing first, in two queries.

    Overdue, soon and mine share what waits for them; drafts are those to finish; others are open
    requests in which they took part and whose next step is somebody else's.
    """
    sections = {key: Section(key) for key in SECTIONS}
    placed = _placed(access, now, each)
    rows = Request.objects.select_related("practice", "requester", "captured_by").in_bulk(
        [pk for _, _, pk in placed]
    )
    for key, group in groupby(placed, key=itemgetter(0)):
        there = list(group)
        sections[key] = Section(key, [rows[pk] for _, _, pk in there if pk in rows], there[0][1])
    return sections


def _placed(access: Access, now: datetime, each: int) -> list[tuple[str, int, int]]:
    """(section, how many are in it, request) of the first rows of each section."""
    took_part = _took_part(access) & Q(state__in=OPEN_STATES)
    seen = (
        visible_to(access)
        .exclude(state=State.CLOSED)
        .annotate(mine=_flag(waiting_condition(access)), took_part=_flag(took_part))
        .order_by()
        .values("id", "state", "due_at", "mine", "took_part")
    )
    try:
        statement, values = seen.query.sql_with_params()
    except EmptyResultSet:  # somebody without a role
        return []
    soon = soon_ends(now.date())
    sections = (State.DRAFT, DRAFTS, now, OVERDUE, soon, SOON, MINE, OTHERS, each)
    with connection.cursor() as cursor:
        cursor.execute(_PLACED.format(seen=statement), [*values, *sections])
        found: list[tuple[str, int, int]] = cursor.fetchall()
    return found


def _flag(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def waiting_for_others(access: Access) -> QuerySet[Request]:
    """Open requests in which this person took part and whose next step is somebody else's."""
    return (
        visible_to(access)
        .filter(_took_part(access), state__in=OPEN_STATES)
        .exclude(waiting_condition(access))
        .select_related("practice", "requester")
        .order_by("due_at", "id")
    )
