"""Which clocks a third party's request has, when each is due, and whether it runs. Pure, from facts alone."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from requests_app.deadlines.due import Due
from requests_app.deadlines.local_time import end_of, local_day
from requests_app.deadlines.pausing import Pause
from requests_app.deadlines.rules import CHOICES, PAUSED_WHILE_ASKING, RuleCode
from requests_app.deadlines.set_by_others import (
    day_or_moment,
    instrument_by,
    seven_days,
    stated_by,
    urgent_by,
)
from requests_app.deadlines.targets import (
    STANDARD,
    Count,
    Targets,
    acknowledge_by,
    approval_ends,
    consent_answer_by,
    decide_by,
    look_back_by,
    retrospective_by,
    silent_from,
    triage_by,
)
from requests_app.deadlines.telling import look_again_on, tell_after, tell_before, tell_now
from requests_app.deadlines.working_days import Calendar, calendar_of


class Stage(StrEnum):
    """How far a request has come, as far as its clocks are concerned."""

    TRIAGE = "triage"
    REVIEWS = "reviews"
    DECIDED = "decided"  # approved or released: what was decided has yet to leave
    REFUSED = "refused"  # or ended without a decision: the reply has yet to be sent
    WITHDRAWN = "withdrawn"
    DISCLOSED = "disclosed"
    CLOSED = "closed"


# Where the patient's answer about consent still changes something.
BEFORE_DECISION = (Stage.TRIAGE, Stage.REVIEWS, Stage.DECIDED)


class Standing(StrEnum):
    """What a clock does."""

    RUNNING = "running"
    STOPPED = "stopped"
    MET = "met"
    ENDED = "ended"


@dataclass(frozen=True)
class Waiting:
    """That somebody was asked and hasn't answered."""

    since: dt.datetime
    whom: str


@dataclass(frozen=True)
class Approval:
    """What a live approval says that sets dates. `sent`: when what was approved was confirmed as sent."""

    decided: dt.datetime
    expires: dt.datetime
    tell: str
    look_again: dt.date | None = None
    sent: dt.datetime | None = None


@dataclass(frozen=True)
class ConsentAsked:
    """That the patient was asked for consent and nobody has recorded an answer. Both are UK days."""

    recorded: dt.datetime
    asked: dt.date
    answer_by: dt.date


@dataclass(frozen=True)
class Recorded:
    """What was last recorded about telling the patient: told, now, later, not or nobody.

    `look_again`: the day of "later" and "not".
    """

    at: dt.datetime
    what: str
    look_again: dt.date | None = None


@dataclass(frozen=True)
class RequestFacts:
    """What a request's clocks depend on. Days and times are as the United Kingdom's clocks show them.

    `instrument_due`: the day, and the time where it has one, that an order, summons or notice sets.
    `orders`: by rule of what an order gives seven days for, the day from which they count. `now`: where it is
    given, what somebody may do and needn't is no longer waited for once its day has passed.
    `closures`: days on which the practice is closed. `emergency_approval`: when this round's was given.
    `pauses`: by rule, what stood still. `stopped`: the rules whose clocks stand still in this wait already.
    `reopened`: the moment, where this round isn't the first.
    """

    received_on: dt.date
    nation: str
    received_time: dt.time | None = None
    instrument_due: tuple[dt.date, dt.time | None] | None = None
    stated_by_requester: dt.date | None = None
    emergency: bool = False
    emergency_approval: dt.datetime | None = None
    looked_back: bool = False
    approval: Approval | None = None
    telling: Recorded | None = None
    consent_asked: ConsentAsked | None = None
    lapse: Due | None = None
    stage: Stage = Stage.TRIAGE
    waiting: Waiting | None = None
    reopened: dt.datetime | None = None
    pauses: Mapping[str, tuple[Pause, ...]] = field(default_factory=dict)
    stopped: frozenset[str] = frozenset()
    closures: tuple[dt.date, ...] = ()
    targets: Targets = STANDARD
    orders: Mapping[RuleCode, dt.date] = field(default_factory=dict)
    now: dt.datetime | None = None

    @property
    def calendar(self) -> Calendar:
        """The practice's own working days. Raises ValueError for an unknown nation."""
        return calendar_of(self.nation, self.closures)

    @property
    def instrument_ahead(self) -> tuple[dt.date, dt.time | None] | None:
        """The instrument's date, unless it was over before this round began."""
        due = self.instrument_due
        return None if due is None or self.is_past(day_or_moment(*due)) else due

    def is_past(self, at: dt.datetime | dt.date) -> bool:
        """Whether it was over when the request was opened again: what was due then isn't due anew.

        A day may be used to its end; rounds within one day are told apart by their moments.
        """
        ends = at if isinstance(at, dt.datetime) else end_of(at)
        return self.reopened is not None and ends <= self.reopened

    def count(self, rule: RuleCode) -> Count:
        """From when a target counts, and what stood still."""
        reopened = None if self.reopened is None else local_day(self.reopened)
        return Count(self.received_on, self.pauses.get(rule, ()), reopened)


@dataclass(frozen=True)
class Ticking:
    """A clock that the request has: its date, what it does now, and from when it counts."""

    due: Due
    standing: Standing
    since: dt.datetime | None = None


def clocks_of(facts: RequestFacts) -> dict[RuleCode, Ticking]:
    """Every clock of the request in this round, by rule. Raises ValueError for an unknown nation."""
    found = (*_targets(facts), *_dates_of_others(facts), *_emergencies(facts), *_after_decision(facts))
    return {ticking.due.rule: ticking for ticking in found}


def _targets(facts: RequestFacts) -> Iterator[Ticking]:
    """The practice's own: they stand still while somebody is asked. A question to the requester acknowledges.

    An instrument's date, unless it was over before this round, takes the place of the target to decide.
    A later round needs no acknowledgement.
    """
    calendar, targets = facts.calendar, facts.targets
    if facts.reopened is None:
        due = acknowledge_by(facts.count(RuleCode.ACKNOWLEDGE), calendar, targets)
        asked = facts.waiting is not None and facts.waiting.whom == "requester"
        yield _target(facts, due, done=asked or facts.stage is not Stage.TRIAGE)
    due = triage_by(facts.count(RuleCode.TRIAGE), calendar, targets)
    yield _target(facts, due, done=facts.stage is not Stage.TRIAGE)
    if facts.instrument_ahead is None:
        due = decide_by(facts.count(RuleCode.DECIDE), calendar, targets)
        yield _target(facts, due, done=facts.stage not in (Stage.TRIAGE, Stage.REVIEWS))
    patient = facts.consent_asked
    if patient is not None and facts.stage in BEFORE_DECISION:
        yield Ticking(consent_answer_by(patient.asked, patient.answer_by), Standing.RUNNING, patient.recorded)
    if facts.waiting is not None:
        due = silent_from(facts.waiting.since, calendar, facts.waiting.whom)
        yield Ticking(due, Standing.RUNNING, facts.waiting.since)


def _target(facts: RequestFacts, due: Due, *, done: bool) -> Ticking:
    if done:
        return Ticking(due, Standing.MET)
    asked = facts.waiting if due.rule in PAUSED_WHILE_ASKING else None
    # What was late already when somebody was asked stays late; shorter targets start nothing again.
    if asked is not None and (due.rule in facts.stopped or not due.is_late(asked.since)):
        return Ticking(due, Standing.STOPPED, asked.since)
    return Ticking(due, Standing.RUNNING)


def _dates_of_others(facts: RequestFacts) -> Iterator[Ticking]:
    """Dates that others set: they never stand still, and run until the answer has left.

    Whoever asked can take back a wish, and no order: an instrument's date runs until the request is closed.
    What was over before the request was opened again says nothing of this round.
    """
    standing = {
        Stage.DISCLOSED: Standing.MET,
        Stage.CLOSED: Standing.MET,
        Stage.WITHDRAWN: Standing.ENDED,
    }.get(facts.stage, Standing.RUNNING)
    urgent = urgent_by(facts.received_on, facts.received_time)
    if facts.emergency and not facts.is_past(urgent.at):
        done = standing is Standing.RUNNING and facts.stage is Stage.REFUSED
        yield Ticking(urgent, Standing.MET if done else standing)
    if facts.instrument_ahead is not None:
        withdrawn = facts.stage is Stage.WITHDRAWN
        due = instrument_by(*facts.instrument_ahead, facts.calendar)
        yield Ticking(due, Standing.RUNNING if withdrawn else standing)
    yield from _of_orders(facts)
    wished = facts.stated_by_requester
    if wished is not None and not facts.is_past(wished):
        yield Ticking(stated_by(wished, facts.calendar), standing)


def _of_orders(facts: RequestFacts) -> Iterator[Ticking]:
    """Seven days that statute gives: as an instrument's date; a choice ends unused, and when its day is over.

    The target to decide stays beside them.
    """
    answered = facts.stage in (Stage.DISCLOSED, Stage.CLOSED)
    for rule, start in facts.orders.items():
        due = seven_days(rule, start, facts.calendar)
        if facts.is_past(due.at):
            continue
        if rule in CHOICES:
            over = answered or (facts.now is not None and due.is_late(facts.now))
            yield Ticking(due, Standing.ENDED if over else Standing.RUNNING)
        else:
            yield Ticking(due, Standing.MET if answered else Standing.RUNNING)


def _emergencies(facts: RequestFacts) -> Iterator[Ticking]:
    """After an emergency approval: somebody uninvolved looks back, and the paperwork is completed."""
    if facts.emergency_approval is None:
        return
    done = Standing.MET if facts.looked_back else Standing.RUNNING
    yield Ticking(look_back_by(facts.emergency_approval, facts.calendar), done, facts.emergency_approval)
    due = retrospective_by(facts.emergency_approval, facts.calendar)
    yield Ticking(due, Standing.RUNNING, facts.emergency_approval)


def _after_decision(facts: RequestFacts) -> Iterator[Ticking]:
    """What an approval promises the patient, or was recorded about that since; the release that lapses."""
    if facts.lapse is not None:
        yield Ticking(facts.lapse, Standing.RUNNING)
    approval, telling = facts.approval, facts.telling
    if approval is not None and facts.stage is Stage.DECIDED:
        yield Ticking(approval_ends(approval.decided, approval.expires), Standing.RUNNING, approval.decided)
    if telling is not None and (approval is None or telling.at >= approval.decided):
        yield from _as_recorded(telling, facts.calendar)
    elif approval is not None:
        yield from _as_approved(approval, facts.calendar)


def _as_recorded(telling: Recorded, calendar: Calendar) -> Iterator[Ticking]:
    """Told, or nobody to tell: nothing waits any more."""
    if telling.what == "now":
        yield Ticking(tell_now(telling.at, calendar), Standing.RUNNING, telling.at)
    elif telling.look_again is not None:
        yield Ticking(look_again_on(telling.look_again, telling.at), Standing.RUNNING, telling.at)


def _as_approved(approval: Approval, calendar: Calendar) -> Iterator[Ticking]:
    if approval.tell == "before":
        yield Ticking(tell_before(approval.expires), Standing.RUNNING, approval.decided)
    elif approval.tell == "after" and approval.sent is not None:
        yield Ticking(tell_after(approval.sent, calendar), Standing.RUNNING, approval.sent)
    elif approval.look_again is not None:
        yield Ticking(
            look_again_on(approval.look_again, approval.decided), Standing.RUNNING, approval.decided
        )
