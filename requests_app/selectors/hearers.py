"""Who hears of a clock: by the owner of its request's state, deputies, absence and scope; for many at once.

The people are those whom the pages would let act: barred people hear nothing, of a restricted request only
those who are named, and an emergency is looked back at by the uninvolved.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q

from kit.arrays import as_array
from practices.holders import holders_at
from practices.models import Membership, OutsideGuardian
from practices.roles import CALDICOTT_GUARDIAN
from requests_app.deadlines import RuleCode
from requests_app.models import Conflict, OutsideInvitation, Participation
from requests_app.workflow import STATES, State

DECIDES = "decide_request"
# To the guardian, or the deputy, and to the practice manager, who alone records what left.
ESCALATION = (DECIDES, STATES[State.RELEASED].owner)
# Who sees a restricted request also without being named for it (see permissions.visible_to).
REVEALS, VIEWS = "reveal_subject", "view_requests"
# By rule, where it isn't the owner of the request's state.
OWNERS: dict[str, str] = {
    RuleCode.LOOK_BACK: "review_emergency",
    RuleCode.BREACH: "review_emergency",
    RuleCode.RETROSPECTIVE: STATES[State.DISCLOSED].owner,
    RuleCode.PATIENT_REVIEW: DECIDES,
    RuleCode.TELL_PATIENT: STATES[State.APPROVED].owner,
    RuleCode.CONSENT_ANSWER: "record_consent",
    RuleCode.ACKNOWLEDGE: STATES[State.TRIAGE].owner,
}
# Hand-overs are answered by those who triage; a state that is over has no step of its own left.
OTHERWISE = STATES[State.TRIAGE].owner
UNINVOLVED = frozenset({RuleCode.LOOK_BACK})
# Whom a conflict bars; whoever had a hand in it, where the uninvolved look back (see permissions.involved);
# whom a restricted request names; and who prepared what is to be decided. One statement, whose text doesn't
# grow with the requests.
_FACTS = """
SELECT 'out', request_id, person_id FROM requests_app_conflict
WHERE request_id = ANY(%(requests)s::bigint[]) AND kind = ANY(%(kinds)s)
UNION ALL
SELECT 'out', request_id, person_id FROM requests_app_participation
WHERE request_id = ANY(%(uninvolved)s::bigint[])
UNION ALL
SELECT 'out', request_id, changed_by_id FROM requests_app_statuschange
WHERE request_id = ANY(%(uninvolved)s::bigint[]) AND changed_by_id IS NOT NULL
UNION ALL
SELECT 'out', request_id, matched_by_id FROM requests_app_match
WHERE request_id = ANY(%(uninvolved)s::bigint[])
UNION ALL
SELECT 'named', content_object_id, user_id FROM requests_app_requestuserobjectpermission
WHERE content_object_id = ANY(%(requests)s::bigint[])
UNION ALL
SELECT 'prepared', request_id, person_id FROM requests_app_participation
WHERE request_id = ANY(%(deciding)s::bigint[]) AND part = %(prepares)s
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
        return _rights(self.rule, self.state, self.escalates)

    @property
    def deciding(self) -> bool:
        """Whether it waits for the decision, which nobody takes who prepared it (INV-11)."""
        return self.state == State.DECISION and self.rule not in OWNERS


@cache
def _rights(rule: str, state: str, escalates: bool) -> tuple[str, ...]:
    owner = OWNERS.get(rule) or (STATES[State(state)].owner if state and state != State.CLOSED else OTHERWISE)
    return (owner, *(ESCALATION if escalates else ()))


@dataclass(frozen=True)
class _Facts:
    """By request who must not hear of it, who is named for it, and who can't decide it."""

    out: Mapping[int | None, set[int]]
    named: Mapping[int | None, set[int]]
    prepared: Mapping[int | None, set[int]]


def hearers_of(clocks: Collection[Heard], *, on: date) -> dict[int, list[int]]:
    """The ids of the people who hear of each clock, by its id, in at most four queries however many.

    Who is away hears only where nobody is there. Where nobody at all is left, which two more queries ask,
    the guardian and the manager; where they may not see it either, those who may reveal whom a request is
    about.
    """
    if not clocks:
        return {}
    facts = _facts(clocks)
    outside = _outside({clock.request for clock in clocks if DECIDES in clock.rights}, on)
    people = _People({right for clock in clocks for right in clock.rights}, clocks, facts, outside, on)
    found = {clock.clock: people.seeing(clock, clock.rights, prepared=False) for clock in clocks}
    if left := [clock for clock in clocks if not found[clock.clock]]:
        last = _People({*ESCALATION, REVEALS, VIEWS}, left, facts, outside, on)
        # Told as the last who are left, also who prepared it hears: somebody must see that nobody can decide.
        found |= {
            clock.clock: last.seeing(clock, ESCALATION, prepared=True) or last.revealing(clock)
            for clock in left
        }
    return found


class _People:
    """Who has these rights where the clocks are, and of them who may hear of one."""

    def __init__(
        self,
        rights: Collection[str],
        clocks: Collection[Heard],
        facts: _Facts,
        outside: Mapping[int | None, set[int]],
        on: date,
    ) -> None:
        self._holders = holders_at(rights, {clock.practice for clock in clocks}, on=on)
        self._facts, self._outside = facts, outside
        self._plain: dict[tuple[tuple[str, ...], int], list[int]] = {}

    def seeing(self, clock: Heard, rights: tuple[str, ...], *, prepared: bool) -> list[int]:
        """Those with one of the rights who may see it. prepared: also to decide what they prepared."""
        out, named = self._facts.out.get(clock.request), self._facts.named.get(clock.request, set())
        undecided = set() if prepared else self._facts.prepared.get(clock.request, set())
        outside = self._outside.get(clock.request, set()) if DECIDES in rights else set()
        if not (out or undecided or outside or clock.restricted):  # as of nearly all: the same at a practice
            known = rights, clock.practice
            if known not in self._plain:
                self._plain[known] = _there(self._having(rights, clock.practice, set()))
            return self._plain[known]
        seeing = {
            person: away
            for person, away in self._having(rights, clock.practice, undecided).items()
            if person not in (out or ()) and (not clock.restricted or person in named)
        }
        return _there(seeing | dict.fromkeys(outside - (out or set()) - undecided, False))

    def revealing(self, clock: Heard) -> list[int]:
        """Those who may reveal whom a request is about, and see it."""
        out = self._facts.out.get(clock.request, set())
        viewing = self._holders.get((VIEWS, clock.practice), {}).keys() - out
        revealing = self._holders.get((REVEALS, clock.practice), {})
        return _there({person: away for person, away in revealing.items() if person in viewing})

    def _having(self, rights: tuple[str, ...], practice: int, undecided: set[int]) -> dict[int, bool]:
        """By person whether they are away, those left out who can't decide it."""
        found: dict[int, bool] = {}
        for right in rights:
            for person, away in self._holders.get((right, practice), {}).items():
                if right != DECIDES or person not in undecided:
                    found[person] = found.get(person, True) and away
        return found


def _there(seeing: Mapping[int, bool]) -> list[int]:
    """Those who aren't away; everyone where nobody is there."""
    return sorted([person for person, away in seeing.items() if not away] or seeing)


def _facts(clocks: Collection[Heard]) -> _Facts:
    with connection.cursor() as cursor:
        cursor.execute(
            _FACTS,
            {
                "requests": as_array({clock.request for clock in clocks}),
                "uninvolved": as_array({clock.request for clock in clocks if clock.rule in UNINVOLVED}),
                "deciding": as_array({clock.request for clock in clocks if clock.deciding}),
                "kinds": [*Conflict.BARRING],
                "prepares": Participation.PREPARES,
            },
        )
        found = cursor.fetchall()
    return _Facts(
        *(
            _grouped((request, person) for fact, request, person in found if fact == kind)
            for kind in ("out", "named", "prepared")
        )
    )


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
