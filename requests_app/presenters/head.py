"""The top of a request's page: where it stands, by when, and what a reader must know first."""

from dataclasses import dataclass
from datetime import datetime

from kit.tables import Cell
from requests_app.deadlines import RULES, RuleCode
from requests_app.models import Request
from requests_app.permissions import Standing
from requests_app.policies import live
from requests_app.presenters import prohibited
from requests_app.presenters.due import due_cell
from requests_app.workflow import State


@dataclass(frozen=True)
class Banner:
    """Something that a reader must know before they read on."""

    title: str
    text: str
    strong: bool = False


@dataclass(frozen=True)
class Head:
    """Name, stage, date with its reasons, banners."""

    due: Cell | None
    due_label: str
    due_steps: tuple[str, ...]
    banners: list[Banner]


def head_of(request: Request, own: Standing, now: datetime) -> Head:
    """The head of the page. No query: the story is loaded."""
    banners = list(_banners(request, own))
    if request.due_at is None or request.state in (State.DRAFT, State.CLOSED):
        return Head(None, "", (), banners)
    label = RULES[RuleCode(request.due_rule)].label
    steps = [
        tuple(row.explanation)
        for row in request.clocks.all()
        if (row.rule, row.round) == (request.due_rule, request.round)
    ]
    return Head(due_cell(request.due_at, now), label, steps[0] if steps else (), banners)


def _banners(request: Request, own: Standing) -> list[Banner]:
    found = []
    if request.emergency:
        found.append(Banner("Emergency", request.emergency_reason, strong=True))
    past = prohibited.gone_past(live(request.decisions.all()))
    if past:
        found.append(Banner(prohibited.STANDS_OUT, f"The approval overrides {'; '.join(past)}.", strong=True))
    if request.restricted:
        found.append(
            Banner(
                "Restricted", "Only the people named for this request, and the practice’s auditors, see it."
            )
        )
    if own.outside:
        found.append(
            Banner(
                "You are this request’s outside guardian",
                f"{request.practice.name} asked you to decide it. You see it until it closes.",
            )
        )
    invited = [row.person.full_name for row in request.invitations.all() if row.ended_at is None]
    if invited and not own.outside:
        found.append(Banner("Outside guardian", f"{', '.join(invited)} was asked to decide this request."))
    triage = live(request.triage_set.all())
    if triage is not None and triage.prohibitions:
        found.append(
            Banner(
                "Prohibition seen",
                f"{', '.join(triage.prohibitions)}: read the triage below before anything.",
                strong=True,
            )
        )
    return found
