"""Who asks, whose data, for what, and on what law they claim."""

from typing import Any

from django.utils import timezone

from kit.dates import clock_time, date_time, long_date, nhs_number
from kit.tables import Cell
from requests_app.law import compels
from requests_app.law.entries import Exemption, Power
from requests_app.law.loader import Catalogue
from requests_app.law.vocabulary import Answer, Effect
from requests_app.models import Request, Subject
from requests_app.models.request import SubjectKind
from requests_app.permissions import Standing
from requests_app.presenters.agreements import cited_rows
from requests_app.presenters.applied_law import law_of_case
from requests_app.presenters.chapter import Chapter, Row, Table, given, item_name
from requests_app.presenters.work import kind_label

HANDLING = {
    "neither_confirm_nor_deny": "Neither confirmed nor denied unless approved",
    "match_only": "Used to match, not given out unless approved",
    "itemise": "Decided by itself",
    "withhold": "Withheld unless approved",
    "separate_test": "Needs a test of its own",
    "refuse": "Refused",
    "restrict": "Restricted",
}
NOT_A_POWER = (
    "{label} ({cite}) is an exemption. An exemption is not a power: it switches off duties of data "
    "protection, but it obliges nobody, and it does not by itself justify a disclosure."
)


def who_asks(request: Request) -> list[Chapter]:
    """The requester, with contact details as they gave them."""
    asks = getattr(request, "requester", None)
    if asks is None:
        return [Chapter("who", "Who asks", [("Requester", "")])]
    officer = ", ".join(filter(None, [asks.officer, asks.rank, asks.officer_number]))
    supervisor = ", ".join(filter(None, [asks.supervisor, asks.supervisor_rank]))
    if supervisor and asks.supervisor_signed_on:
        supervisor += f", signed on {long_date(asks.supervisor_signed_on)}"
    rows = given(
        ("Organisation", ", ".join(filter(None, [asks.organisation_name, asks.unit]))),
        ("Kind", kind_label(asks.kind)),
        ("Named officer", officer),
        ("Supervisor who signed", supervisor),
        ("Their reference", asks.their_reference),
        ("Contact details as they gave them", [v for v in (asks.email, asks.telephone, asks.address) if v]),
        ("How it came", _arrival(request)),
        ("About how it came", request.arrival_note),
        ("Logged by", _logged(request)),
    )
    return [Chapter("who", "Who asks", rows)]


def _arrival(request: Request) -> str:
    if not request.received_on:
        return ""
    came = f"{request.get_channel_display()}, {long_date(request.received_on)}"
    return f"{came} at {clock_time(request.received_time)}" if request.received_time else came


def _logged(request: Request) -> str:
    if request.logged_by is None:
        return f"Not submitted yet; started by {request.captured_by.full_name}"
    return f"{request.logged_by.full_name}, {date_time(request.logged_at)}"


def whose_data(request: Request, own: Standing, *, revealed: bool) -> list[Chapter]:
    """Whom it is about: shown to those who may see, masked to others."""
    kind = ("Asked about", request.get_subject_kind_display())
    if request.subject_kind == SubjectKind.NOBODY_NAMED:
        rows = given(kind, ("As the requester describes it", request.subject_description))
        return [Chapter("subject", "Whose data", rows)]
    if not (revealed or own.may("see_subject")):
        return [Chapter("subject", "Whose data", [kind, ("Name", "Name hidden")])]
    people = list(request.subjects.all())
    rows = [] if len(people) == 1 else [kind]
    for number, subject in enumerate(people, start=1):
        rows += _person(subject, f" of person {number}" if len(people) > 1 else "")
    rows += given(("As the requester describes them", request.subject_description))
    return [Chapter("subject", "Whose data", rows)]


def _person(subject: Subject, which: str) -> list[Row]:
    return given(
        (f"Name{which}", subject.name),
        (f"Other names{which}", subject.other_names),
        (f"Date of birth{which}", long_date(subject.date_of_birth)),
        (f"NHS number{which}", nhs_number(subject.nhs_number)),
        (f"Address{which}, as the requester gave it", subject.address),
        (f"Role{which}", subject.get_role_display()),
        (f"Died{which}", "The requester says so" if subject.deceased else ""),
    )


def what_for(request: Request) -> list[Chapter]:
    """The items with how each is handled, and the purpose."""
    live = [item for item in request.items.all() if not item.dropped]
    law = law_of_case(request)
    rows: list[list[Any]] = [
        [item_name(item, law), _handling(item, law), _remark(item, law)] for item in live
    ]
    table = [Table("Items asked for", ["Item", "How it is handled", "Note"], rows)] if rows else []
    told = given(
        ("What they want it for", request.purpose),
        ("Offence, as they state it", request.offence),
        ("Urgency", request.get_urgency_display()),
    )
    return [Chapter("items", "What they ask for", told, tables=table)]


def _handling(item: Any, law: Catalogue) -> str:
    known = law.items.get(item.code)
    return HANDLING[known.handling] if known else "In their own words: decided by itself"


def _remark(item: Any, law: Catalogue) -> Cell | str:
    if item.proposed_withheld:
        return Cell("Proposed as withheld", colour="grey")
    known = law.items.get(item.code)
    return Cell("High harm", colour="red") if known and known.high_harm else ""


def claimed_law(request: Request) -> list[Chapter]:
    """What the requester claims, with citation and effect; never what we rely on."""
    codes = [claim.code for claim in request.claims.all()]
    rows = given(
        ("Claims", "They name no law" if request.no_law_claimed and not codes else ""),
        ("In their words", request.claimed_words),
        ("Agreement that they claim", request.claimed_agreement),
        *cited_rows(request, timezone.localdate()),
        ("Order, summons, warrant or notice", instrument(request) or ("None came with it" if codes else "")),
        ("To comply by", _comply_by(request)),
    )
    table = [
        Table("Law that they claim", ["Law", "Citation", "What it does"], [_law(request, c) for c in codes])
    ]
    known = law_of_case(request).exemptions
    exemptions = [known[code] for code in codes if code in known]
    return [
        Chapter(
            "claims",
            "On what law they claim",
            rows,
            tables=table if codes else [],
            warnings=[NOT_A_POWER.format(label=entry.label, cite=entry.cite) for entry in exemptions],
        )
    ]


def instrument(request: Request) -> str:
    """The instrument in a line; "" where none came."""
    paper = getattr(request, "instrument", None)
    if paper is None:
        return ""
    serial = f", {paper.serial}" if paper.serial else ""
    served = f", served {long_date(paper.served_on)}" if paper.served_on else ""
    names = "names this practice" if paper.names_practice else "does not name this practice"
    kind, dated = paper.get_kind_display(), long_date(paper.dated)
    return f"{kind} of {paper.issued_by}{serial}, dated {dated}{served}; it {names}"


def _comply_by(request: Request) -> str:
    if not request.comply_by:
        return ""
    by = long_date(request.comply_by)
    return f"{by} at {clock_time(request.comply_by_time)}" if request.comply_by_time else by


def _law(request: Request, code: str) -> list[Any]:
    known = law_of_case(request)
    day = request.received_on
    entry: Any = known.claimable.get(code)
    if entry is None:
        return [code, "", "Not in our catalogue"]
    if code in known.powers and day:
        entry = known.powers.on(code, day)
    if code in known.exemptions and day:
        entry = known.exemptions.on(code, day)
    return [f"{code} {entry.label}", entry.cite, Cell(effect_in_words(entry, day), hint=entry.caution)]


def effect_in_words(entry: Any, day: Any) -> str:
    """What a claimed law does to a GP practice, in a few words."""
    if isinstance(entry, Exemption):
        return "An exemption, not a power"
    if not isinstance(entry, Power):
        return "Not a power by itself"
    if day and compels(entry, day):
        return "Compels, if its instrument is in order"
    if entry.effect is Effect.COMPEL:
        bound = {Answer.NO: "does not bind a GP practice", Answer.YES: "not by a demand for information"}
        return f"A duty, but {bound.get(entry.binds_gp, 'whether it binds a GP practice is open')}"
    if entry.effect is Effect.PERMIT:
        return "Permits, and obliges nobody"
    return "Prohibits" if entry.effect is Effect.PROHIBIT else "Obliges nobody to disclose"
