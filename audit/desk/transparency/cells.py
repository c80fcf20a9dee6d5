"""The cells of a report: months and their period, by kind of requester, by outcome, and every total."""

from collections.abc import Iterable, Mapping
from itertools import product

from audit.desk.transparency.counting import DISCLOSING, OUTCOMES
from audit.desk.transparency.periods import months_of, quarters_of, year_of

#: Month or period, kind, outcome.
Cell = tuple[str, str, str]
ALL = "all"
APPROVED = "approved"  # full or part: what the tables of law and of telling the patient add up to


def token(cell: Cell) -> str:
    """A cell as ledger entries write it."""
    return "/".join(cell)


def from_token(text: str) -> Cell:
    """A cell from an entry."""
    period, kind, outcome = text.split("/")
    return period, kind, outcome


def leaves_of(cell: Cell, counts: Iterable[Cell]) -> list[Cell]:
    """The counts that a total adds up."""
    period, kind, outcome = cell
    months = set(months_of(period))
    return [
        leaf
        for leaf in counts
        if leaf[0] in months
        and kind in (ALL, leaf[1])
        and (outcome in (ALL, leaf[2]) or (outcome == APPROVED and leaf[2] in DISCLOSING))
    ]


def totals_in_order(period: str, counts: Mapping[Cell, int]) -> list[Cell]:
    """The totals of a report, those first that tell the public most."""
    months = months_of(period)
    kinds = sorted({kind for month, kind, _ in counts if month in months})
    return [
        (period, ALL, ALL),
        (period, ALL, APPROVED),
        *((month, ALL, ALL) for month in months),
        *((period, ALL, outcome) for outcome in OUTCOMES),
        *((period, kind, ALL) for kind in kinds),
        *((month, ALL, outcome) for month, outcome in product(months, OUTCOMES)),
        *((month, kind, ALL) for month, kind in product(months, kinds)),
        *((period, kind, outcome) for kind, outcome in product(kinds, OUTCOMES)),
    ]


def totals_of_year(month: str, counts: Mapping[Cell, int]) -> set[Cell]:
    """Every total that any report of a month's financial year could show."""
    year = year_of(month)
    return {
        cell
        for period in (year, *quarters_of(year))
        for cell in (
            *totals_in_order(period, counts),
            *((month, ALL, APPROVED) for month in months_of(period)),
        )
    }
