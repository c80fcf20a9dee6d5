"""May the patient be told of a request today? Pure, from what was decided about it.

GMC: the patient is told of a disclosure unless that is unsafe, impracticable or would defeat its purpose
(INV-09, DOMAIN.md 3.1). Who decides so sets a day on which it is looked at again; nothing decides by itself,
and no day that passes does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kit.dates import long_date

#: An age in years under which somebody considers whom to tell. DOMAIN.md has no rule for it: people decide.
CHILD_UNDER = 18


class When(StrEnum):
    """What was decided: before, after, later, not, now; or that it was done, or that there is nobody."""

    BEFORE = "before"
    AFTER = "after"
    LATER = "later"
    NOT = "not"
    NOW = "now"
    TOLD = "told"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Choice:
    """One decision about telling the patient of one request. `again_on`: a UK day, for "later" and "not"."""

    when: When
    decided: datetime
    reason: str = ""
    again_on: date | None = None


#: What stands until somebody who may decide it says otherwise.
PUT_OFF = (When.LATER, When.NOT)


@dataclass(frozen=True)
class Made:
    """A choice, the request's round in which it was made, and whether what it was made for still stands."""

    choice: Choice
    round: int
    stands: bool


@dataclass(frozen=True)
class Tellable:
    """Whether the patient may be told today; where not, why, and until which day at the earliest."""

    allowed: bool
    why: str = ""
    reason: str = ""
    until: date | None = None
    decided: bool = True


NOT_DECIDED = Tellable(False, "Nobody has decided yet whether the patient is told.", decided=False)
NOBODY_KNOWN = Tellable(
    False, "When it was decided, nobody here was known to be concerned. Decide it anew.", decided=False
)
NOTHING_LEFT = "The patient is told straight after the disclosure, and nothing has left yet."


def holding(made: Iterable[Made], round_: int) -> Made | None:
    """What holds in this round of the request.

    The newest, of which "later" and "not" stand whatever became of the approval or the round in which they
    were said: the danger is still there. Any other answer ends with these, and none that is older comes back
    to life, but that they were told in this round. None where nobody has decided then.
    """
    rows = list(made)
    newest = _newest(rows)
    if newest is None or newest.stands or newest.choice.when in PUT_OFF:
        return newest
    return _newest([row for row in rows if row.round == round_ and row.choice.when is When.TOLD])


def _newest(rows: Iterable[Made]) -> Made | None:
    """The newest of the last round. Of two at one moment the later in order."""
    found: Made | None = None
    for row in rows:
        if found is None or (row.round, row.choice.decided) >= (found.round, found.choice.decided):
            found = row
    return found


def may_tell(choice: Choice | None, day: date, *, left: bool) -> Tellable:
    """Whether the patient may be told on this UK day. `left`: something was disclosed already.

    "Later" and "not" open on no day: on theirs somebody looks at it again, and says that they are told now.
    """
    if choice is None:
        return NOT_DECIDED
    if choice.when is When.NOBODY:
        return NOBODY_KNOWN
    if choice.when is When.AFTER and not left:
        return Tellable(False, NOTHING_LEFT, choice.reason)
    if choice.when is When.LATER:
        return Tellable(False, _later(choice, day), choice.reason, choice.again_on)
    if choice.when is When.NOT:
        return Tellable(False, _not(choice), choice.reason, choice.again_on)
    return Tellable(True)


def _later(choice: Choice, day: date) -> str:
    if choice.again_on is None:
        return "It was decided to tell the patient later, without a day. Set one first."
    if day >= choice.again_on:
        return (
            f"It was decided to tell the patient later, and to look at that on {long_date(choice.again_on)}. "
            "Whoever decides about it says first that they are told now."
        )
    return f"It was decided to tell the patient later: not before {long_date(choice.again_on)}."


def _not(choice: Choice) -> str:
    again = f" It is looked at again on {long_date(choice.again_on)}." if choice.again_on else ""
    return f"It was decided not to tell the patient.{again}"


def must_say_why(whom: str, *, died: bool, child: bool) -> str:
    """What the words beside "whom" have to say, or "" where they may stay empty. whom: models.telling.Whom.

    Nothing here decides who may be told of a child, or of somebody of whom it is said that they died (the
    duty of confidence goes on, DOMAIN.md 2.1): a person does, in words.
    """
    if whom != "patient":
        return "Enter who they are and why they may be told"
    if died:
        return "The requester says that the patient has died: enter how you know that they live"
    return "Enter how you considered whether to tell the child or a parent" if child else ""


def is_child(born: date | None, day: date) -> bool:
    """Whether somebody born then is under 18 on that day; False where the birth date isn't known."""
    if born is None:
        return False
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return years < CHILD_UNDER
