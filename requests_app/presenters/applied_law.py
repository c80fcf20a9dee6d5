"""The law as it was applied in a request: by which version its story is told, and what changed since."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from kit.dates import long_date
from requests_app.law import stored
from requests_app.law.changes import Change, FieldChange, What, changes_between
from requests_app.law.loader import Catalogue, catalogue
from requests_app.models import Request
from requests_app.policies import live
from requests_app.presenters import law_words
from requests_app.presenters.chapter import Row

# What pins a version, the latest word first; and what each is called.
PINNING = {
    "decisions": "The decision",
    "publicinterestreview_set": "The public-interest review",
    "legalbasisreview_set": "The legal-basis review",
    "triage_set": "The triage",
}
WHAT = {
    What.ADDED: ("New since then", "blue"),
    What.REMOVED: ("Not there any more", "red"),
    What.CHANGED: ("Changed", "yellow"),
}
ADDRESS_LENGTH = 12


@dataclass(frozen=True)
class Notice:
    """That something in this request was done by another version of the law than today's."""

    text: str
    href: str


@dataclass(frozen=True)
class ChangeShown:
    """One entry that changed: its name, what happened, and each field before and after."""

    name: str
    tag: tuple[str, str]
    rows: list[Row]


def law_of(row: Any) -> Catalogue:
    """The law by which a review or decision was made."""
    return stored.applied(row.catalogue_version)


def law_of_case(case: Request) -> Catalogue:
    """The law by which the request stands now: its decision's, else its latest review's, else today's.

    A void one says nothing of how it stands. No query on a request whose story is loaded.
    """
    return stored.applied(next((row.catalogue_version for _, row in _live(case)), ""))


def notices(case: Request, kept: Mapping[str, datetime]) -> list[Notice]:
    """One for each version other than today's. kept: the days of first use (selectors.load_law)."""
    by_version: dict[str, list[str]] = {}
    for what, row in _live(case):
        if row.catalogue_version not in ("", catalogue().version):
            by_version.setdefault(row.catalogue_version, []).append(what)
    return [_notice(case, version, whats, kept.get(version)) for version, whats in by_version.items()]


def _live(case: Request) -> Iterator[tuple[str, Any]]:
    for name, what in PINNING.items():
        row = live(getattr(case, name).all())
        if row is not None:
            yield what, row


def _notice(case: Request, version: str, whats: list[str], first_used: datetime | None) -> Notice:
    short = version[:ADDRESS_LENGTH]
    who = whats[0] + "".join(f", {what[0].lower()}{what[1:]}" for what in whats[1:])
    if first_used is None:
        text = f"{who} applied version {short} of the law, whose text was not kept. Today’s names are shown."
        return Notice(text, "")
    text = f"{who} applied the law as of {long_date(first_used)}, version {short}."
    return Notice(text, reverse("law_since", args=[case.key, short]))


def changes_shown(
    old: Catalogue, used: Collection[tuple[str, str]]
) -> tuple[list[ChangeShown], list[ChangeShown]]:
    """What changed from `old` to today's law: the entries that this request used, and the rest."""
    changes = changes_between(old, catalogue())
    ours = [change for change in changes if (change.table, change.code) in used]
    rest = [change for change in changes if (change.table, change.code) not in used]
    return [_shown(change) for change in ours], [_shown(change) for change in rest]


def _shown(change: Change) -> ChangeShown:
    name = f"{change.code} {change.label}" if change.label != change.code else change.code
    return ChangeShown(
        f"{law_words.title(change.table)}: {name}",
        WHAT[change.what],
        [_field(each) for each in change.fields],
    )


def _field(each: FieldChange) -> Row:
    since = f" (text from {long_date(each.edition_from)})" if each.edition_from else ""
    before, after = (_plain(value) or "nothing" for value in (each.before, each.after))
    return f"{law_words.field_name(each.field)}{since}", [f"Then: {before}", f"Now: {after}"]


def _plain(value: Any) -> str:
    shown = law_words.value_in_words(value)
    return "; ".join(shown) if isinstance(shown, list) else shown


def codes_used(case: Request) -> set[tuple[str, str]]:
    """Every entry that this request names, by table and code: asked, claimed, found, weighed, decided."""
    used = {("items", item.code) for item in case.items.all()}
    for claim in case.claims.all():
        used |= {(table, claim.code) for table in ("powers", "exemptions", "claims")}
    if hasattr(case, "requester"):
        used.add(("requester_kinds", case.requester.kind))
    used |= {("verification_levels", row.level) for row in case.verifications.all()}
    for triage in case.triage_set.all():
        used |= {("prohibitions", code) for code in triage.prohibitions}
    for match in case.matches.all():
        used |= {("prohibitions", code) for code in match.record_flags}
    for review in case.legalbasisreview_set.all():
        for finding in review.findings.all():
            gates = ("confidentiality", "article6", "article9")
            used |= {("powers", finding.power), *((gate, getattr(finding, gate)) for gate in gates)}
    for weighed in case.publicinterestreview_set.all():
        used |= {("factors", code) for code in weighed.factors}
        used |= {("questions", code) for code in weighed.answers}
    for decision in case.decisions.all():
        used |= {("factors", code) for code in decision.factors}
        used |= {("outcomes", decision.outcome), ("replies", decision.reply)}
        used |= {("confidentiality", item.basis) for item in decision.items.all()}
    return used
