"""One line of the pre-check: what to stop at, ask, weigh or take advice on, with its citation. Never a
decision."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from requests_app.law.base import Tagged
from requests_app.law.vocabulary import LineKind

OURS = "This service’s own practice, not a statement of law"
ORDER = tuple(LineKind)


@dataclass(frozen=True, kw_only=True)
class Line:
    """rule: which rule said it; codes: the law that it is about; items: tokens that it concerns, all if
    empty.

    evidence: what to see or to ask for. check_with_dpo: the law isn't wholly verified. views: both sides,
    where it is contested.
    """

    kind: LineKind
    rule: str
    text: str
    cite: str = OURS
    codes: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    check_with_dpo: bool = False
    views: str = field(default="", repr=False)


def of(
    entry: Tagged,
    kind: LineKind,
    rule: str,
    text: str,
    *,
    items: Iterable[str] = (),
    evidence: tuple[str, ...] = (),
    views: bool = False,
) -> Line:
    """A line about one entry, with its citation and how sure we are of it. views: show what is contested."""
    return Line(
        kind=kind,
        rule=rule,
        text=text,
        cite=entry.cite or OURS,
        codes=(entry.code,),
        items=tuple(items),
        evidence=evidence,
        check_with_dpo=entry.check_with_dpo,
        views=entry.contested if views else "",
    )


def in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines as people read them: stop, ask, warn, no view; each said once."""
    return tuple(sorted(dict.fromkeys(lines), key=lambda line: ORDER.index(line.kind)))
