"""What a report was asked for: which practices, which days, and of how many entries of each log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from audit.desk.days import midnight
from audit.desk.telling import EVENTS
from audit.ledger.api import Span, counts_in, log_name, sizes_of
from practices.models import Practice

MOST_PRACTICES = 500  # each has an entry of the report in its own log


@dataclass(frozen=True, slots=True)
class Asked:
    """UK days, both included. `sizes` fixes each practice's log, so that the report can be made again.

    `identities`: with whom each request is about.
    """

    practices: tuple[Practice, ...]
    first: date
    last: date
    sizes: tuple[int, ...]
    identities: bool = False

    def spans(self) -> list[tuple[Practice, Span]]:
        """The entries, practice by practice."""
        return [
            (practice, self._span(practice, size))
            for practice, size in zip(self.practices, self.sizes, strict=True)
        ]

    def _span(self, practice: Practice, size: int) -> Span:
        """A day begins and ends at midnight in the UK, also in summer."""
        return Span(
            log=log_name(practice.public_id),
            size=size,
            events=EVENTS,
            since=midnight(self.first),
            before=midnight(self.last + timedelta(days=1)),
        )

    def entries(self) -> int:
        """How many entries it tells of."""
        return sum(self.counts())

    def counts(self) -> list[int]:
        """The same for each practice, in one query."""
        return counts_in([span for _, span in self.spans()])

    def as_parameters(self) -> dict[str, Any]:
        """For an export's row: codes, days and numbers only."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "sizes": {
                str(practice.public_id): size
                for practice, size in zip(self.practices, self.sizes, strict=True)
            },
            "identities": self.identities,
        }


def asked_now(practices: Sequence[Practice], first: date, last: date, *, identities: bool = False) -> Asked:
    """A report over all that the logs hold now, practices by their code."""
    ordered = sorted(practices, key=lambda practice: practice.ods_code)
    logs = [log_name(practice.public_id) for practice in ordered]
    sizes = sizes_of(logs)
    return Asked(tuple(ordered), first, last, tuple(sizes[log] for log in logs), identities)


def from_parameters(parameters: dict[str, Any], practices: Iterable[Practice]) -> Asked:
    """The report that an export's row asks for. `practices`: those of the row."""
    ordered = sorted(practices, key=lambda practice: practice.ods_code)
    sizes = {UUID(key): size for key, size in parameters["sizes"].items()}
    return Asked(
        tuple(ordered),
        date.fromisoformat(parameters["first"]),
        date.fromisoformat(parameters["last"]),
        tuple(sizes[practice.public_id] for practice in ordered),
        parameters["identities"],
    )
