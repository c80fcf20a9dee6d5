"""Overrides of prohibitions as everybody reads them: what was proposed, and who confirmed it."""

from collections.abc import Iterable
from typing import Any

from kit.dates import long_date
from kit.tables import Cell
from requests_app import policies
from requests_app.law.loader import catalogue
from requests_app.models import Decision, ProhibitionOverride, Request
from requests_app.presenters.chapter import Chapter, by_whom, entry_name, given, why_void, with_earlier

STANDS_OUT = "Goes past a prohibition"
CHECK = "Not wholly verified: check with your data protection officer."


def named(codes: Iterable[str]) -> list[str]:
    """Prohibitions by code, name and citation."""
    return [entry_name(catalogue().prohibitions, code) for code in codes]


def gone_past(decision: Decision | None) -> list[str]:
    """The prohibitions that this approval went past, in words; none in most."""
    return named(policies.gone_past(decision)) if decision else []


def overrides(request: Request) -> list[Chapter]:
    """Each override that stands, proposed or confirmed; those that no longer do collapsed in the last."""
    rows = list(request.overrides.all())
    standing = [_chapter(row) for row in reversed(rows) if row.voided_at is None]
    void = [_chapter(row, void=why_void(row)) for row in rows if row.voided_at is not None]
    return [*standing[:-1], *with_earlier(standing[-1:], void)]


def _chapter(row: ProhibitionOverride, void: str = "") -> Chapter:
    known = catalogue()
    confirmed = row.confirmed_at is not None
    exception = known.exceptions.get(row.exception)
    return Chapter(
        f"override-{row.pk}",
        f"{STANDS_OUT}: {row.prohibition} {known.prohibitions[row.prohibition].label}",
        given(
            ("The law", known.prohibitions[row.prohibition].cite),
            ("Exception relied on", entry_name(known.exceptions, row.exception)),
            ("About the exception", CHECK if exception and exception.check_with_dpo else ""),
            ("Why", row.reason),
            ("The advice", row.advice),
            ("Given by", f"{row.advice_from}, {long_date(row.advised_on)}"),
            ("Proposed by", by_whom(row.proposed_by, row.proposed_at)),
            (
                "Second senior person",
                by_whom(row.confirmed_by, row.confirmed_at) if confirmed else "Nobody confirmed it yet",
            ),
        ),
        tag=("Confirmed", "red") if confirmed else ("Proposed", "yellow"),
        void=void,
    )


def overridden_rows(request: Request) -> list[list[Any]]:
    """For the guardian: each hard stop seen, and whether somebody opened a way past it."""
    confirmed = {row.prohibition: row for row in policies.confirmed_overrides(request)}
    proposed = {row.prohibition for row in request.overrides.all() if row.voided_at is None}
    rows = []
    for code in policies.hard_stops(request):
        row = confirmed.get(code)
        if row is not None:
            state = Cell("Overridden", colour="red")
            about = f"{row.proposed_by.full_name} proposed it, {_name(row)} confirmed it. {row.reason}"
        else:
            state = Cell("Stops it", colour="red")
            about = (
                "An override is proposed and not confirmed." if code in proposed else "Nobody proposed one."
            )
        rows.append([Cell(named([code])[0]), state, Cell(about)])
    return rows


def _name(row: ProhibitionOverride) -> str:
    return row.confirmed_by.full_name if row.confirmed_by else ""
