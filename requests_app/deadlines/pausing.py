"""Days on which a clock stood still. They are added to its date, so that it never moves earlier by a stop."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from requests_app.deadlines.due import Step
from requests_app.deadlines.local_time import day_in_words
from requests_app.deadlines.working_days import Calendar

REQUESTER, PATIENT = "requester", "patient"
FOR_WHOM = {REQUESTER: "the requester", PATIENT: "the patient"}


@dataclass(frozen=True)
class Pause:
    """That a clock stood still from the day on which somebody was asked to the day of the answer.

    `days` don't count: those after the day of asking, up to and including the day of the answer; working days
    where the rule counts those, else all. An answer on the day of asking costs the clock nothing.
    """

    asked: dt.date
    answered: dt.date
    days: int
    whom: str = REQUESTER


def working_pause(asked: dt.date, answered: dt.date, calendar: Calendar, whom: str = REQUESTER) -> Pause:
    """A pause of a clock that counts working days. Raises ValueError for an answer before the question."""
    _check(asked, answered)
    return Pause(asked, answered, calendar.between(asked, answered), whom)


def calendar_pause(asked: dt.date, answered: dt.date, whom: str = REQUESTER) -> Pause:
    """A pause of a clock that counts every day. Raises ValueError for an answer before the question."""
    _check(asked, answered)
    return Pause(asked, answered, (answered - asked).days, whom)


def paused_steps(pauses: Iterable[Pause], unit: str) -> Iterator[Step]:
    """What each pause costs, in words; `unit` is "working day" or "day"."""
    for pause in pauses:
        counted = f"{pause.days} {unit}" + ("" if pause.days == 1 else "s")
        yield Step(
            f"It stood still from {day_in_words(pause.asked)} to {day_in_words(pause.answered)}, waiting for"
            f" {FOR_WHOM[pause.whom]}: {counted} not counted.",
            "stood_still",
            pause.asked,
            pause.answered,
            pause.days,
        )


def _check(asked: dt.date, answered: dt.date) -> None:
    if answered < asked:
        raise ValueError("an answer can't come before its question")
