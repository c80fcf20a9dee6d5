"""Limits beside a request's own clocks, for the laws that it claims: shown with their steps, no clocks."""

from datetime import date

from requests_app.deadlines.further import FURTHER, FurtherCode, Limit, further_limit
from requests_app.models import Request

# By the power that the requester claims.
BY_CLAIM: dict[str, tuple[FurtherCode, ...]] = {
    "HM-01": (FurtherCode.TAX_APPEAL,),
    "CO-03": (FurtherCode.DECEASED_RECENT, FurtherCode.DECEASED),
}


def further_dates(request: Request) -> list[Limit]:
    """The limits for what the request claims, the earliest first. One query for its claims, unless loaded."""
    codes = dict.fromkeys(code for claim in request.claims.all() for code in BY_CLAIM.get(claim.code, ()))
    found = []
    for code in codes:
        start = _start(code, request)
        if start is not None:
            found.append(further_limit(code, start, request.practice.nation))
    return sorted(found, key=lambda limit: (limit.day, limit.code))


def _start(code: FurtherCode, request: Request) -> date | None:
    """The day of receipt, or of the paper's service; None without a paper or without that day."""
    if FURTHER[code].start == "received":
        return request.received_on
    paper = getattr(request, "instrument", None)
    served: date | None = paper.served_on if paper is not None else None
    return served
