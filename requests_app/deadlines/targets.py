"""The practice's own targets, and what lapses after a working day. No statute sets these."""

import datetime as dt
from dataclasses import dataclass

from requests_app.deadlines.due import Due, Step, explained, unchecked
from requests_app.deadlines.local_time import after, day_in_words, local_day, moment_in_words
from requests_app.deadlines.pausing import Pause, paused_steps
from requests_app.deadlines.rules import RuleCode
from requests_app.deadlines.working_days import Calendar

ACKNOWLEDGE, TRIAGE, DECIDE = 2, 5, 20
# How long a patient is given to say whether they consent, unless whoever asks sets another day.
CONSENT_ANSWER = 10
# An unanswered question: after so many working days closing is proposed, and a person closes.
SILENCE = 20


@dataclass(frozen=True)
class Targets:
    """Working days after receipt. A practice may set shorter ones, never longer.

    Raises ValueError for a target that is longer than the service's own, or below one day.
    """

    acknowledge: int = ACKNOWLEDGE
    triage: int = TRIAGE
    decide: int = DECIDE

    def __post_init__(self) -> None:
        for own, longest in ((self.acknowledge, ACKNOWLEDGE), (self.triage, TRIAGE), (self.decide, DECIDE)):
            if not 1 <= own <= longest:
                raise ValueError(f"a target must be from 1 to {longest} working days")


@dataclass(frozen=True)
class Count:
    """From which day a target counts, and what stood still since.

    `reopened`: a request that was closed and opened again counts from that day.
    """

    received: dt.date
    pauses: tuple[Pause, ...] = ()
    reopened: dt.date | None = None


STANDARD = Targets()


def acknowledge_by(received: dt.date | Count, calendar: Calendar, targets: Targets = STANDARD) -> Due:
    """The day by which to acknowledge a request."""
    return _target(RuleCode.ACKNOWLEDGE, received, calendar, targets.acknowledge)


def triage_by(received: dt.date | Count, calendar: Calendar, targets: Targets = STANDARD) -> Due:
    """The day by which to triage a request."""
    return _target(RuleCode.TRIAGE, received, calendar, targets.triage)


def decide_by(received: dt.date | Count, calendar: Calendar, targets: Targets = STANDARD) -> Due:
    """The day by which to decide a request."""
    return _target(RuleCode.DECIDE, received, calendar, targets.decide)


def lapses_unsent(released_at: dt.datetime, calendar: Calendar, last_day: dt.date | None = None) -> Due:
    """The day at whose end a release that nobody sent lapses: the next working day.

    last_day: the UK day on which a consent that it rests on ends; then it lapses no later than that.
    Raises ValueError when `released_at` has no time zone.
    """
    end = calendar.add(local_day(released_at), 1)
    if last_day is not None and last_day < end:
        return explained(
            RuleCode.LAPSE,
            last_day,
            Step(f"Released {moment_in_words(released_at)}.", "released", released_at),
            Step(
                f"The consent that it rests on ends on {day_in_words(last_day)}: unsent, it lapses at the "
                "end of that day.",
                "consent_ends",
                last_day,
            ),
            *unchecked(last_day),
        )
    return explained(
        RuleCode.LAPSE,
        end,
        Step(f"Released {moment_in_words(released_at)}.", "released", released_at),
        Step(
            f"One working day later is {day_in_words(end)}: unsent, it lapses at the end of that day.",
            "working_days",
            1,
            end,
        ),
        *unchecked(end),
    )


def approval_ends(decided: dt.datetime, expires: dt.datetime) -> Due:
    """The moment at which an approval ends, so that what it allows has left before.

    Raises ValueError for a moment without a time zone.
    """
    return explained(
        RuleCode.APPROVAL_ENDS,
        after(expires, 0),
        Step(f"Approved {moment_in_words(decided)}.", "approved", decided),
        Step(f"The approval ends {moment_in_words(expires)}.", "approval_ends", expires),
    )


def look_back_by(approved: dt.datetime, calendar: Calendar) -> Due:
    """The working day after an emergency approval, by whose end somebody uninvolved has reviewed it."""
    return _after_an_emergency(RuleCode.LOOK_BACK, approved, calendar)


def retrospective_by(approved: dt.datetime, calendar: Calendar) -> Due:
    """The working day after an emergency approval, by whose end its paperwork is complete."""
    return _after_an_emergency(RuleCode.RETROSPECTIVE, approved, calendar)


def silent_from(asked: dt.datetime, calendar: Calendar, whom: str) -> Due:
    """The day at whose end a question counts as unanswered, so that a person may close or go on without."""
    end = calendar.add(local_day(asked), SILENCE)
    return explained(
        RuleCode.SILENCE,
        end,
        Step(f"The {whom} was asked on {day_in_words(local_day(asked))}.", "asked", local_day(asked)),
        Step(f"{SILENCE} working days later is {day_in_words(end)}.", "working_days", SILENCE, end),
        *unchecked(end),
    )


def consent_answer_day(asked: dt.date, calendar: Calendar) -> dt.date:
    """The day that a practice gives a patient to answer, unless whoever asks sets another."""
    return calendar.add(asked, CONSENT_ANSWER)


def consent_answer_by(asked: dt.date, answer_by: dt.date) -> Due:
    """The day by which the patient's answer is hoped for, or its lack recorded. It stops nothing."""
    return explained(
        RuleCode.CONSENT_ANSWER,
        answer_by,
        Step(f"The patient was asked for consent on {day_in_words(asked)}.", "asked", asked),
        Step(f"An answer is hoped for by {day_in_words(answer_by)}.", "answer_by", answer_by),
        *unchecked(answer_by),
    )


def _after_an_emergency(rule: RuleCode, approved: dt.datetime, calendar: Calendar) -> Due:
    end = calendar.add(local_day(approved), 1)
    return explained(
        rule,
        end,
        Step(f"Approved as an emergency {moment_in_words(approved)}.", "approved", approved),
        Step(f"One working day later is {day_in_words(end)}.", "working_days", 1, end),
        *unchecked(end),
    )


def _target(rule: RuleCode, received: dt.date | Count, calendar: Calendar, days: int) -> Due:
    count = received if isinstance(received, Count) else Count(received)
    start = count.reopened or count.received
    end = calendar.add(start, days)
    plural = "working day" if days == 1 else "working days"
    steps = [Step(f"Received {day_in_words(count.received)}.", "received", count.received)]
    if count.reopened is not None:
        steps.append(
            Step(f"Reopened {day_in_words(start)}, from which it counts anew.", "reopened", count.reopened)
        )
    steps.append(Step(f"{days} {plural} later is {day_in_words(end)}.", "working_days", days, end))
    steps += paused_steps(count.pauses, "working day")
    stopped = sum(pause.days for pause in count.pauses)
    if stopped:
        end = calendar.add(end, stopped)
        steps.append(Step(f"So the date is {day_in_words(end)}.", "moved_to", end))
    return explained(rule, end, *steps, *unchecked(end))
