"""The tables of statuses, read: what everybody gets at each address, and the heading of its page.

A row begins with the address's name and the h1 of its page; `| FD=…` is what these people read instead, and
{case} stands for the request's reference. Then one line a method, one exact status a person:

FD to PA    the eight roles at the practice, from the front desk to the practice administrator
DEP         who deputises for its Caldicott guardian
LOG         who logged the request and holds four roles: manager, IG lead, clinical reviewer and guardian
CON         a guardian of the practice with an interest in the request that bars them
OUT         an outside guardian, invited to the request
FD' to PA'  the eight roles at another practice
SU          a superuser without a role
-           nobody: signed out
"""

import re
from dataclasses import dataclass, field

from tests.integration.matrix import (
    statuses_agreements,
    statuses_api,
    statuses_clocks,
    statuses_consents,
    statuses_log,
    statuses_patients,
    statuses_people,
    statuses_reminders,
    statuses_reports,
    statuses_requests,
    statuses_telling,
)
from tests.integration.matrix.world import ACTORS

METHODS = ("GET", "POST")


@dataclass
class Row:
    """One address. statuses: by method and person. headings: of those who read another than the rest."""

    h1: str
    headings: dict[str, str]
    statuses: dict[tuple[str, str], int] = field(default_factory=dict)

    def heading(self, actor: str) -> str:
        return self.headings.get(actor, self.h1)

    def having(self, method: str, *statuses: int) -> list[str]:
        """Who gets one of these."""
        return [actor for actor in ACTORS if self.statuses[method, actor] in statuses]


def read(text: str) -> dict[str, Row]:
    """Raises ValueError where a line can't be understood or a cell is missing."""
    rows: dict[str, Row] = {}
    for line in filter(None, (line.split("#")[0].rstrip() for line in text.splitlines())):
        if begins := re.fullmatch(r"(\w+):\s*([^|]*?)\s*(?:\| (.+?)=(.+))?", line):
            name, h1, others, other = begins.groups()
            row = rows[name] = Row(h1, dict.fromkeys((others or "").split(","), other or ""))
            continue
        method, *statuses = line.split()
        if method not in METHODS:
            raise ValueError(line)
        row.statuses |= {(method, actor): int(status) for actor, status in zip(ACTORS, statuses, strict=True)}
    return rows


TABLE = {
    name: row
    for module in (
        statuses_api,
        statuses_clocks,
        statuses_log,
        statuses_requests,
        statuses_people,
        statuses_patients,
        statuses_reminders,
        statuses_agreements,
        statuses_consents,
        statuses_reports,
        statuses_telling,
    )
    for name, row in read(module.TABLE).items()
}
