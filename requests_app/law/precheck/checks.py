"""The rules that the data files hold beside what follows from the other entries (`[[check]]`)."""

from collections.abc import Iterator

from requests_app.law.entries import Check
from requests_app.law.loader import catalogue
from requests_app.law.precheck.line import Line, of
from requests_app.law.precheck.question import Question
from requests_app.law.vocabulary import Answer


def checks(question: Question) -> Iterator[Line]:
    """A line for each rule that applies."""
    for check in catalogue().checks.values():
        if _applies(check, question):
            items = [code for code in check.items if code in question.items]
            yield of(check, check.kind, check.code, check.text, items=items, views=True)


def _applies(check: Check, question: Question) -> bool:
    powers = catalogue().powers
    return (
        _among(check.claims, question.claims)
        and _among(check.kinds, (question.requester_kind,))
        and _among(check.items, question.items)
        and (not check.roles or question.role in check.roles)
        and set(check.when) <= question.circumstances()
        and all(
            powers.on(code, question.received).in_force_on(question.received) is Answer.YES
            for code in check.while_in_force
        )
    )


def _among(wanted: tuple[str, ...], given: tuple[str, ...]) -> bool:
    """Whether one of the wanted is there; nothing wanted asks nothing."""
    return not wanted or not set(wanted).isdisjoint(given)
