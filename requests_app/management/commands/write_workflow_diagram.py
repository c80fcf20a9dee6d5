"""Writes docs/workflow.md from the workflow's own table."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from practices.roles import who_can
from requests_app import policies
from requests_app.workflow import STATES, TRANSITIONS, Transition, diagram

PAGE = Path("docs") / "workflow.md"
INTRODUCTION = """\
# The workflow

Every state of a request, and every way from one to another. This page is made from the table in
`requests_app/workflow.py` by `python manage.py write_workflow_diagram`; a test fails when it no longer fits.

```mermaid
{diagram}```

## States

| State | Tag | Waits for | Who |
|---|---|---|---|
{states}

## Transitions

*Who* needs the permission at the practice, and separation of duties may still bar them: whoever logged,
triaged or reviewed a request never decides it, save in a flagged emergency. *Guard* says what must be true
besides; an empty one means that the state alone allows it. "Back" is where a waiting request came from.

| From | Verb | To | Who | Guard | In the ledger |
|---|---|---|---|---|---|
{transitions}
"""


def page() -> str:
    """The whole page as Markdown."""
    states = [
        f"| {info.label} | {info.colour} | {info.waiting_for} | {who_can(info.owner)} |"
        for info in STATES.values()
    ]
    return INTRODUCTION.format(
        diagram=diagram(), states="\n".join(states), transitions="\n".join(map(_row, TRANSITIONS))
    )


def _row(row: Transition) -> str:
    target = STATES[row.target].label if row.target else "Back"
    who = who_can(row.permission) if row.permission else "The system"
    cells = (STATES[row.source].label, f"`{row.verb}`", target, who, _guard(row.guard), f"`{row.event}`")
    return f"| {' | '.join(cells)} |"


def _guard(name: str) -> str:
    """The guard's own first line, which says what it asks for."""
    if not name:
        return ""
    return (policies.guard(name).__doc__ or "").strip().splitlines()[0].strip()


class Command(BaseCommand):
    """`manage.py write_workflow_diagram`."""

    help = "Writes docs/workflow.md from the workflow's own table."
    requires_system_checks = ()  # it must work while a page is half written

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it; needs no database."""
        target = Path(settings.BASE_DIR) / PAGE
        target.write_text(page(), encoding="utf-8")
        self.stdout.write(f"Wrote {PAGE}")
