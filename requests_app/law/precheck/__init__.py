"""The pre-check: what to stop at, ask, weigh or take advice on, before a person decides. It never decides.

A pure function over the catalogue. No line says to approve or to refuse; where the law is contested or not
known, it has no view and shows both.
"""

from requests_app.law.precheck.checks import checks
from requests_app.law.precheck.claims import claims
from requests_app.law.precheck.items import items
from requests_app.law.precheck.line import Line, in_order
from requests_app.law.precheck.prohibitions import prohibitions
from requests_app.law.precheck.question import Agreement, Paper, Question
from requests_app.law.precheck.reach import reach

__all__ = ["Agreement", "Line", "Paper", "Question", "precheck"]


def precheck(question: Question) -> tuple[Line, ...]:
    """Every line about this request, in the order stop, ask, warn, no view. Raises KeyError for an unknown
    item.

    Claims, prohibitions and requester kinds that the catalogue doesn't know are passed over.
    """
    return in_order(
        line for topic in (prohibitions, claims, checks, items, reach) for line in topic(question)
    )
