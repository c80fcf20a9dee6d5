"""What an entry says of the clocks, in words: "Went on, was 8 December 2026, now 11 December 2026"."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from kit.dates import count
from requests_app.deadlines import RULES, RuleCode
from requests_app.models import ClockChange
from requests_app.presenters.due import due_date

MOVES, STEPS = "Clocks: ", "Clock steps: "
PRIVATE, MOVED = "clock_steps", "clocks"
KINDS = dict(ClockChange.KINDS)


def rule_of(label: str) -> str:
    """The name of the rule that a fact's label ends with."""
    code = label.partition(": ")[2].lower().replace(" ", "_")
    return RULES[RuleCode(code)].label if code in set(RuleCode) else label


def moves_in_words(value: str) -> str:
    """The changes of one clock, from codes and moments: each kind with the dates before and after."""
    said: list[list[str]] = []
    for token in value.split(", "):
        if token in KINDS:
            said.append([KINDS[token]])
        elif said:
            said[-1].append(token)
    return "; ".join(_one(kind, rest) for kind, *rest in said)


def moved(clocks: Mapping[str, Sequence[object]]) -> Iterable[tuple[str, str]]:
    """The changes of the clocks that an entry keeps private, by the name of each rule."""
    for code, tokens in clocks.items():
        yield f"Date: {rule_of(f'{MOVES}{code}')}", moves_in_words(", ".join(map(str, tokens)))


def _one(kind: str, rest: Sequence[str]) -> str:
    dates = [due_date(datetime.fromisoformat(token)) for token in rest if token.endswith("Z")]
    days = [f"{count(int(token), 'day')} not counted" for token in rest if token.isdigit()]
    if len(dates) == 2 and dates[0] != dates[1]:
        dates = [f"was {dates[0]}", f"now {dates[1]}"]
    return ", ".join([kind, *dict.fromkeys(dates), *days])


def steps_in_words(steps: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """How each date was reckoned, by the name of its rule."""
    for code, words in steps.items():
        yield f"How the date was reckoned: {rule_of(f'{STEPS}{code}')}", " ".join(words)
