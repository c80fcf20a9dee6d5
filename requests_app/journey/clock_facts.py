"""What a request's clocks depend on, read from its rows."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from consent.models import Asking
from consent.tellable import When
from kit.errors import NotPossible
from practices.closures import days_closed
from requests_app.deadlines import Due, RuleCode, Targets, calendar_of, lapses_unsent
from requests_app.deadlines.local_time import local_day
from requests_app.deadlines.pausing import PATIENT, REQUESTER, Pause, working_pause
from requests_app.deadlines.request_clocks import (
    BEFORE_DECISION,
    Approval,
    ConsentAsked,
    Recorded,
    RequestFacts,
    Stage,
    Waiting,
)
from requests_app.deadlines.rules import NAMING_NO_TIME
from requests_app.deadlines.working_days import Calendar
from requests_app.models import (
    ClaimedLaw,
    Clock,
    ClockChange,
    Decision,
    Instrument,
    LegalBasisFinding,
    Request,
)
from requests_app.selectors import tellings
from requests_app.workflow import REVIEW_STATES, WAITING_STATES, State

STAGES: dict[str, Stage] = {
    **dict.fromkeys(REVIEW_STATES, Stage.REVIEWS),
    State.DRAFT: Stage.TRIAGE,
    State.TRIAGE: Stage.TRIAGE,
    State.DECISION: Stage.REVIEWS,
    State.APPROVED: Stage.DECIDED,
    State.RELEASED: Stage.DECIDED,
    State.DISCLOSED: Stage.DISCLOSED,
    State.REFUSED: Stage.REFUSED,
    State.REJECTED: Stage.REFUSED,
    State.MISDIRECTED: Stage.REFUSED,
    State.RECLASSIFIED: Stage.REFUSED,
    State.WITHDRAWN: Stage.WITHDRAWN,
    State.CLOSED: Stage.CLOSED,
}
# Stages in which an approval can live.
APPROVED = (Stage.DECIDED, Stage.DISCLOSED, Stage.CLOSED)
# By the power that an order rests on: the rule that gives seven days.
ORDERS: dict[str, RuleCode] = {
    "PO-03": RuleCode.PRODUCTION_ORDER,
    "PO-07": RuleCode.TERRORISM_ORDER,
    "CT-02": RuleCode.FAMILY_LAW_VARY,
}
WHOM = {State.AWAITING_REQUESTER: REQUESTER, State.AWAITING_PATIENT: PATIENT}


def facts_of(
    request: Request, rows: Iterable[Clock], at: datetime, *, only_targets: bool = False
) -> RequestFacts:
    """What the clocks need to know of a request; `rows`: those that it has in this round.

    only_targets: nothing is asked about what the patient was asked or told. NotPossible without a day of
    receipt.
    """
    if request.received_on is None:
        raise NotPossible("Say when the request was received.")
    rows = list(rows)
    decisions = [] if only_targets and not request.emergency else list(request.decisions.all())
    practice, stage = request.practice, stage_of(request)
    closures = days_closed(practice)
    stated = (request.comply_by, request.comply_by_time) if request.comply_by else None
    binding = hasattr(request, "instrument")
    waiting = waiting_of(request)
    return RequestFacts(
        received_on=request.received_on,
        received_time=request.received_time,
        nation=practice.nation,
        instrument_due=stated if binding else None,
        orders=orders_of(request) if binding else {},
        now=at,
        stated_by_requester=None if binding else request.comply_by,
        emergency=request.emergency,
        emergency_approval=_emergency_approval(request, decisions),
        looked_back=request.emergency
        and any(review.round == request.round for review in request.emergency_reviews.all()),
        approval=_approval(request) if stage in APPROVED else None,
        telling=None if only_targets else _telling(request, decisions),
        consent_asked=_consent_asked(request) if stage in BEFORE_DECISION and not only_targets else None,
        lapse=_lapse(request),
        stage=stage,
        waiting=waiting,
        reopened=_reopened(request),
        pauses=pauses_of(rows, waiting, at, calendar_of(practice.nation, closures)),
        stopped=frozenset(row.rule for row in rows if row.stopped_at is not None),
        closures=closures,
        targets=Targets(
            acknowledge=practice.acknowledge_working_days,
            triage=practice.triage_working_days,
            decide=practice.decide_working_days,
        ),
    )


def orders_of(request: Request) -> dict[RuleCode, date]:
    """By rule the day from which an order's seven days count: of its service to vary it, else its own date.

    For the powers that the requester claims, and those that a live review found to compel. One that names its
    time has that instead; where no day of service was recorded, nothing counts. At most three queries.
    """
    claimed = ClaimedLaw.objects.filter(request=request, code__in=ORDERS).values_list("code", flat=True)
    found = LegalBasisFinding.objects.filter(
        review__request=request, review__voided_at=None, effect=LegalBasisFinding.COMPELLED, power__in=ORDERS
    ).values_list("power", flat=True)
    rules = {ORDERS[code] for code in {*claimed, *found}}
    paper = Instrument.objects.filter(request=request).first() if rules else None
    if paper is None:
        return {}
    starts: Mapping[RuleCode, date | None] = {
        rule: (None if request.comply_by else paper.dated) if rule in NAMING_NO_TIME else paper.served_on
        for rule in sorted(rules)
    }
    return {rule: start for rule, start in starts.items() if start is not None}


def stage_of(request: Request) -> Stage:
    """How far it has come. What waits stands where it came from; unanswered isn't withdrawn by anybody."""
    state = State(request.came_from) if request.state in WAITING_STATES else State(request.state)
    if state is State.WITHDRAWN and request.outcome == "UNANSWERED":
        return Stage.REFUSED
    return STAGES[state]


def waiting_of(request: Request) -> Waiting | None:
    """Whom the request waits for, and since when."""
    if request.state not in WAITING_STATES:
        return None
    return Waiting(request.state_since, WHOM[State(request.state)])


def pauses_of(
    rows: Iterable[Clock], waiting: Waiting | None, at: datetime, calendar: Calendar
) -> dict[str, tuple[Pause, ...]]:
    """What each clock stood still, with the stop that ends now. One query where anything ever stood still."""
    rows = list(rows)
    stopped = [row for row in rows if row.stopped_days or row.stopped_at]
    found: dict[str, tuple[Pause, ...]] = {}
    if not stopped:
        return found
    rules = {row.pk: row.rule for row in stopped}
    asked: dict[int, tuple[date, str]] = {}
    for change in ClockChange.objects.filter(clock__in=stopped, kind__in=["stopped", "went_on"]):
        rule = rules[change.clock_id]
        if change.kind == "stopped":
            asked[change.clock_id] = (local_day(change.at), change.reason or REQUESTER)
        else:
            day, whom = asked[change.clock_id]
            pause = Pause(day, local_day(change.at), change.days, whom)
            found[rule] = (*found.get(rule, ()), pause)
    for row in stopped:
        if row.stopped_at is not None and waiting is None:
            day, whom = asked[row.pk]
            pause = working_pause(day, local_day(at), calendar, whom)
            found[row.rule] = (*found.get(row.rule, ()), pause)
    return found


def _reopened(request: Request) -> datetime | None:
    if request.round == 1:
        return None
    change = request.status_changes.filter(verb="reopen", round=request.round).last()
    return change.changed_at if change is not None else None


def _emergency_approval(request: Request, decisions: list[Decision]) -> datetime | None:
    if not request.emergency:
        return None
    given = [row.decided_at for row in decisions if row.emergency and row.round == request.round]
    return max(given, default=None)


def _approval(request: Request) -> Approval | None:
    row = request.decisions.filter(voided_at=None, approves=True).first()
    if row is None or row.expires_at is None:
        return None
    sent = None
    if row.tell_patient == "after":
        sent = (
            request.disclosures.filter(release__decision=row).values_list("confirmed_at", flat=True).first()
        )
    return Approval(row.decided_at, row.expires_at, row.tell_patient, row.tell_review_on, sent)


def _consent_asked(request: Request) -> ConsentAsked | None:
    open_now = Asking.objects.filter(for_request=request.key, answered_at=None)
    row = open_now.filter(subject_version=request.subject_version).first()
    return ConsentAsked(row.recorded_at, row.asked_on, row.answer_by) if row is not None else None


def _telling(request: Request, decisions: list[Decision]) -> Recorded | None:
    """What holds about telling the patient, but an approval's own promise; of this round.

    What an earlier round put off has its clock there, and it runs on.
    """
    made = tellings.holding_of(request, decisions=decisions)
    if made is None or made.round != request.round or made.choice.when in (When.BEFORE, When.AFTER):
        return None
    return Recorded(made.choice.decided, made.choice.when.value, made.choice.again_on)


def _lapse(request: Request) -> Due | None:
    if request.state != State.RELEASED:
        return None
    go = request.releases.filter(ended_at=None).first()
    if go is None:
        return None
    # Shorter than the rule's where a consent that it rests on ends before.
    last_day = local_day(go.lapses_at - timedelta(microseconds=1))
    return lapses_unsent(go.released_at, calendar_of(request.practice.nation), last_day)
