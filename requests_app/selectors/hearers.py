"""Who hears of a clock: by the owner of its request's state, deputies, absence and scope; for many at once.

The people are those whom the pages would let act: barred people hear nothing, of a restricted request only
those who are named, and an emergency is looked back at by the uninvolved.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q

from practices.holders import holders_at
from practices.models import Membership, OutsideGuardian
from practices.roles import CALDICOTT_GUARDIAN
from requests_app.deadlines import RuleCode
from requests_app.models import Conflict, OutsideInvitation
from requests_app.workflow import STATES, State

DECIDES = "decide_request"
# To the guardian, or the deputy, and to the practice manager, who alone records what left.
ESCALATION = (DECIDES, STATES[State.RELEASED].owner)
# By rule, where it isn't the owner of the request's state.
OWNERS: dict[str, str] = {
    RuleCode.LOOK_BACK: "review_emergency",
    RuleCode.BREACH: "review_emergency",
    RuleCode.RETROSPECTIVE: STATES[State.DISCLOSED].owner,
    RuleCode.PATIENT_REVIEW: DECIDES,
    RuleCode.TELL_PATIENT: STATES[State.APPROVED].owner,
    RuleCode.ACKNOWLEDGE: STATES[State.TRIAGE].owner,
}
# Hand-overs are answered by those who triage; a state that is over has no step of its own left.
OTHERWISE = STATES[State.TRIAGE].owner
UNINVOLVED = frozenset({RuleCode.LOOK_BACK})
# Whom a conflict bars; whoever had a hand in it, where the uninvolved look back (see permissions.involved);
# and whom a restricted request names. One statement, whose text doesn't grow with the requests.
_FACTS = """
SELECT false, request_id, person_id FROM requests_app_conflict
WHERE request_id = ANY(%(requests)s::bigint[]) AND kind = ANY(%(kinds)s)
UNION ALL
SELECT false, request_id, person_id FROM requests_app_participation
WHERE request_id = ANY(%(uninvolved)s::bigint[])
UNION ALL
SELECT false, request_id, changed_by_id FROM requests_app_statuschange
WHERE request_id = ANY(%(uninvolved)s::bigint[]) AND changed_by_id IS NOT NULL
UNION ALL
SELECT false, request_id, matched_by_id FROM requests_app_match
WHERE request_id = ANY(%(uninvolved)s::bigint[])
UNION ALL
SELECT true, content_object_id, user_id FROM requests_app_requestuserobjectpermission
WHERE content_object_id = ANY(%(requests)s::bigint[])
"""


@dataclass(frozen=True)
class Heard:
    """What decides who hears of one clock. state: its request's, "" for an incident or a hand-over."""

    clock: int
    practice: int
    request: int | None
    rule: str
    state: str
    restricted: bool
    escalates: bool

    @property
    def rights(self) -> tuple[str, ...]:
        """The rights of those who hear."""
        owner = OWNERS.get(self.rule) or (
            STATES[State(self.state)].owner if self.state and self.state != State.CLOSED else OTHERWISE
        )
        return (owner, *(ESCALATION if self.escalates else ()))


def hearers_of(clocks: Collection[Heard], *, on: date) -> dict[int, list[int]]:
    """The ids of the people who hear of each clock, by its id, in at most four queries however many.

    Who is away hears only where nobody is there. Where nobody at all is left, the guardian and the manager.
    """
    rights = {right for clock in clocks for right in (*clock.rights, *ESCALATION)}
    holders = holders_at(rights, {clock.practice for clock in clocks}, on=on) if clocks else {}
    uninvolved = {clock.request for clock in clocks if clock.rule in UNINVOLVED}
    shut_out, named = _shut_out_and_named({clock.request for clock in clocks}, uninvolved)
    outside = _outside({clock.request for clock in clocks if DECIDES in clock.rights}, on)
    return {
        clock.clock: _hear(clock, holders, shut_out.get(clock.request, set()), named, outside)
        for clock in clocks
    }


def _hear(
    clock: Heard,
    holders: Mapping[tuple[str, int], Mapping[int, bool]],
    shut_out: set[int],
    named: Mapping[int | None, set[int]],
    outside: Mapping[int | None, set[int]],
) -> list[int]:
    for rights in (clock.rights, ESCALATION):
        found: dict[int, bool] = {}
        for right in rights:
            for person, away in holders.get((right, clock.practice), {}).items():
                found[person] = found.get(person, True) and away
        seeing = {
            person: away
            for person, away in found.items()
            if person not in shut_out and (not clock.restricted or person in named.get(clock.request, ()))
        }
        if DECIDES in rights:
            invited = outside.get(clock.request, set()) - shut_out
            seeing |= dict.fromkeys(invited, False)
        there = [person for person, away in seeing.items() if not away]
        if seeing:
            return sorted(there or seeing)
    return []


def _shut_out_and_named(
    requests: Collection[int | None], uninvolved: Collection[int | None]
) -> tuple[dict[int | None, set[int]], dict[int | None, set[int]]]:
    """By request who must not hear of it, and who is named for it where it is restricted."""
    with connection.cursor() as cursor:
        cursor.execute(
            _FACTS, {"requests": [*requests], "uninvolved": [*uninvolved], "kinds": [*Conflict.BARRING]}
        )
        found = cursor.fetchall()
    shut_out, named = (
        _grouped((request, person) for is_named, request, person in found if is_named is kind)
        for kind in (False, True)
    )
    return shut_out, named


def _outside(requests: Collection[int | None], day: date) -> dict[int | None, set[int]]:
    """Guardians of other practices who are invited to decide, on the practice's list and serving."""
    if not requests:
        return {}
    listed = OutsideGuardian.objects.filter(
        practice=OuterRef("request__practice"),
        person=OuterRef("person"),
        confirmed_at__isnull=False,
        ended_at=None,
    )
    serving = Membership.objects.in_force(day).filter(
        ~Q(practice=OuterRef("request__practice")), person=OuterRef("person"), role=CALDICOTT_GUARDIAN.key
    )
    rows = OutsideInvitation.objects.filter(
        Exists(listed), Exists(serving), request__in=requests, ended_at=None, person__is_active=True
    )
    return _grouped(rows.values_list("request_id", F("person_id")))


def _grouped(rows: Iterable[tuple[int, int]]) -> dict[int | None, set[int]]:
    found: dict[int | None, set[int]] = {}
    for request, person in rows:
        found.setdefault(request, set()).add(person)
    return found
