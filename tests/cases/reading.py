"""The further cases, read from their file: each a question to the pre-check and what it is to say."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from requests_app.law.precheck import Agreement, Line, Paper, Question, precheck
from requests_app.law.vocabulary import InstrumentKind, LineKind, SubjectRole
from tests.factories.prechecks import DAY, short

FILE = Path(__file__).parent / "further.toml"
# Lines that every request gets with its kind of requester and its items: tested by themselves.
GENERAL = ("look-for", "implies-registration", "could-compel", "could-permit", "could-open")
AGREEMENTS = {
    "joined": ("In force", True, True),
    "not joined": ("In force", True, False),
    "paused": ("Paused", False, True),
}
# What goes to the question as it stands.
PLAIN = (
    "level", "officer", "reference", "written", "free_mail", "deceased", "minor", "nobody_named", "offence",
    "purpose", "emergency",
)  # fmt: skip
# How a case is played, beside the question.
PLAYED = ("outcome", "effects", "power", "withheld", "match")


@dataclass(frozen=True)
class Case:
    """One case: its question, and the lines expected of each kind, in short."""

    name: str
    question: Question
    expected: dict[str, list[str]]
    given: dict[str, Any]

    def said(self) -> dict[str, list[str]]:
        """What the pre-check says, in the same words; kinds that say nothing are left out."""
        lines = [line for line in precheck(self.question) if line.rule not in GENERAL]
        found = {kind: [_short(line) for line in lines if line.kind is kind] for kind in LineKind}
        return {str(kind): words for kind, words in found.items() if words}


def _short(line: Line) -> str:
    return short(line).partition(" ")[2].strip()


@cache
def further_cases() -> tuple[Case, ...]:
    """Every case of the file. Raises KeyError for a key that nobody reads."""
    return tuple(_case(row) for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["case"])


def _case(row: dict[str, Any]) -> Case:
    left = dict(row)
    expected = {kind: left.pop(kind) for kind in map(str, LineKind) if kind in left}
    case = Case(left.pop("name"), _question(left), expected, row)
    unread = set(left) - set(PLAYED)
    if unread:
        raise KeyError(f"{case.name}: {sorted(unread)}")
    return case


def _question(row: dict[str, Any]) -> Question:
    """A request checked by a call back (V2), in writing, with officer, offence and purpose, unless it says
    not."""
    day = date.fromisoformat(row.pop("received", DAY.isoformat()))
    supervisor, agreement = row.pop("supervisor", ""), row.pop("agreement", "")
    paper, named = row.pop("paper", ""), row.pop("names_practice", True)
    standing = AGREEMENTS.get(agreement)
    known = {"level": "V2", "officer": True, "offence": True}
    known |= {name: row.pop(name) for name in PLAIN if name in row}
    return Question(
        requester_kind=row.pop("kind"),
        received=day,
        claims=tuple(row.pop("claims")),
        items=tuple(row.pop("items")),
        paper=Paper(kind=InstrumentKind(paper), dated=day, names_practice=named) if paper else None,
        supervisor=bool(supervisor),
        supervisor_rank=supervisor,
        agreement=_agreement(*standing) if standing else None,
        agreement_words=agreement == "words",
        role=SubjectRole(row.pop("role", "other")),
        flags=tuple(row.pop("flags", ())),
        **known,
    )


def _agreement(status: str, in_force: bool, joined: bool) -> Agreement:
    return Agreement(name="Tracing", status=status, in_force=in_force, joined=joined)
