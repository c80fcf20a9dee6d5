"""What a person's own statement is made of: the requests about them, what may be told, the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from audit.ledger.api import entries_about_any, log_name, size_of
from consent.models import PatientPage
from consent.objecting import Sameness, same_person
from consent.patients import known_as
from consent.tellable import Tellable
from practices.permissions import Access
from requests_app.models import Request, Subject
from requests_app.permissions import visible_to
from requests_app.selectors.patients import how_known
from requests_app.selectors.stories import load_stories
from requests_app.selectors.tellings import tellable
from requests_app.workflow import REVIEW_STATES, WAITING_STATES, State

#: More than anybody ever was asked about; a statement is typeset as a whole.
MOST_REQUESTS = 500
ASKED = ("request.submitted", "request.linked")
DECIDED = (
    "decision.approved",
    "decision.refused",
    "decision.refused_early",
    "decision.approved_in_emergency",
)
LEFT = "disclosure.confirmed"
INCIDENT = "incident.recorded"
#: Nothing decided holds here: what was decided before fell, or it was opened again.
OPEN_AGAIN = (*REVIEW_STATES, State.DECISION, *WAITING_STATES)


@dataclass(frozen=True)
class Counts:
    """How many requests, decisions of whatever round, items that left as decided, and incidents."""

    asked: int
    decided: int
    left: int
    incidents: int


@dataclass(frozen=True)
class Concerned:
    """The requests about one person, with their stories loaded, the first received first.

    hidden: the viewer may not see all that are surely about them. unsure: the name fits, but the NHS number
    is another. namesakes: found by the name alone, and they carry more than one NHS number.
    """

    requests: list[Request]
    unsure: list[Request]
    hidden: bool
    too_many: bool
    namesakes: bool


@dataclass(frozen=True)
class Statement:
    """What a statement holds on one UK day: what may be told, what may not, what nobody has decided."""

    told: list[Request]
    left_out: list[tuple[Request, Tellable]]
    undecided: list[tuple[Request, Tellable]]


def concerned(page: PatientPage, access: Access) -> Concerned:
    """Every submitted request at the practice that names the person. Three queries."""
    named = Subject.objects.filter(known_as([page]), request__practice=page.practice_id).values("request")
    about = Request.objects.filter(practice=page.practice_id, pk__in=named).exclude(state=State.DRAFT)
    sure = Exists(Subject.objects.filter(_surely(page), request=OuterRef("pk")))
    every = dict(about.annotate(sure=sure).values_list("pk", "sure")[: MOST_REQUESTS + 1])
    seen = (
        visible_to(access)
        .filter(pk__in=list(every))
        .select_related("practice", "requester")
        .order_by("received_on", "pk")
    )
    requests = list(seen)
    shown = {request.pk for request in requests}
    load_stories(requests)
    known = [(request, how_known(request, page)) for request in requests]
    return Concerned(
        requests=[request for request, how in known if how is not Sameness.NAME_OTHER_NUMBER],
        unsure=[request for request, how in known if how is Sameness.NAME_OTHER_NUMBER],
        hidden=any(surely and pk not in shown for pk, surely in every.items()),
        too_many=len(every) > MOST_REQUESTS,
        namesakes=not page.nhs_number_index and len(_numbers(requests, page)) > 1,
    )


def _surely(page: PatientPage) -> Q:
    """Subjects who are the page's person, as far as hashes tell: as same_person, without the unsure."""
    found = Q(pk__in=[])
    if page.nhs_number_index:
        found |= Q(nhs_number_index=page.nhs_number_index)
    if page.name_and_birth_index:
        by_name = Q(name_and_birth_index=page.name_and_birth_index)
        found |= by_name & Q(nhs_number_index="") if page.nhs_number_index else by_name
    return found


def _numbers(requests: Sequence[Request], page: PatientPage) -> set[str]:
    """The different NHS numbers, as hashes, of the people in these requests who may be the page's person."""
    people = [subject for request in requests for subject in request.subjects.all()]
    return {person.nhs_number_index for person in people if same_person(person, page)} - {""}


def is_decided(request: Request) -> bool:
    """Whether something decided holds: not before the decision, nor where it fell or was opened again."""
    return bool(request.outcome) and request.state not in OPEN_AGAIN


def statement_of(requests: Sequence[Request], day: date) -> Statement:
    """Sort the requests by what may be told of them on that UK day. No query."""
    found = Statement([], [], [])
    for request in requests:
        may = tellable(request, day)
        if may.allowed:
            found.told.append(request)
        elif may.decided:
            found.left_out.append((request, may))
        else:
            found.undecided.append((request, may))
    return found


def counts_in_register(requests: Sequence[Request]) -> Counts:
    """As the register's tables have it. No query."""
    return Counts(
        asked=len(requests),
        decided=sum(len(request.decisions.all()) for request in requests),
        left=sum(len(sent.items.all()) for request in requests for sent in request.disclosures.all()),
        incidents=sum(len(request.incidents.all()) for request in requests),
    )


def counts_in_ledger(page: PatientPage, requests: Sequence[Request]) -> Counts:
    """As the ledger's entries about these requests have it. One query."""
    if not requests:
        return Counts(0, 0, 0, 0)
    log = log_name(page.practice.public_id)
    found = entries_about_any(
        log, [request.about for request in requests], [*ASKED, *DECIDED, LEFT, INCIDENT]
    )
    return Counts(
        asked=len({entry.about for entry in found if entry.event in ASKED}),
        decided=sum(entry.event in DECIDED for entry in found),
        left=sum(len(entry.facts["items"]) for entry in found if entry.event == LEFT),
        incidents=sum(entry.event == INCIDENT for entry in found),
    )


def log_size(page: PatientPage) -> int:
    """How many entries the practice's log has."""
    return size_of(log_name(page.practice.public_id))
