"""What is known here about one person: the requests about them, who they are in these, what was recorded."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_date

from consent.models import Consent, Objection, PatientPage
from consent.objecting import Known, Sameness, same_person, surest
from consent.patients import known_as, linked_to, objections_about, page_in_scope
from practices.permissions import Access
from requests_app.models import Conflict, Request, Subject
from requests_app.permissions import visible_to
from requests_app.workflow import OPEN_STATES

# What of a request's people their page shows.
WHO = (
    *("position", "name", "other_names", "date_of_birth", "nhs_number", "deceased"),
    *("nhs_number_index", "name_and_birth_index"),
)
# An interest in the person, and not in who asks: it bars from their page as from the request.
IN_THE_PERSON = ("kinship", "dispute", "subject")


def page_for(key: UUID, access: Access) -> PatientPage:
    """The person's page, unless the viewer declared that the person is close to them, or is they themselves.

    Raises NotVisible and NotAllowed, as page_in_scope.
    """
    fits = Q()
    for name in ("nhs_number_index", "name_and_birth_index"):
        theirs = f"request__subjects__{name}"
        fits |= Q(**{theirs: OuterRef(name), f"{theirs}__gt": ""})
    declared = Conflict.objects.filter(
        fits, person=access.person.pk, kind__in=IN_THE_PERSON, request__practice=OuterRef("practice")
    )
    return page_in_scope(key, access, hidden=Exists(declared))


def requests_about(page: PatientPage, access: Access) -> QuerySet[Request]:
    """The practice's requests that name this person and that the viewer may see, the latest first.

    Each comes with the people whom it names, so that `how_known` asks nothing. Requests that the viewer may
    not see are neither listed nor counted.
    """
    found = Subject.objects.filter(known_as([page]), request__practice=page.practice_id)
    columns = JSONObject(**{name: name for name in WHO})
    people = Subject.objects.filter(request=OuterRef("pk")).order_by("position").values(json=columns)
    return (
        visible_to(access)
        .filter(practice=page.practice_id, pk__in=found.values("request"))
        .select_related("practice", "requester", "captured_by")
        .annotate(people=ArraySubquery(people))
        .order_by("-received_on", "-id")
    )


def open_requests_about(known: Objection) -> list[Request]:
    """The practice's open requests that name this person, whoever sees them: for steps, never for a page."""
    fits = known_as([known]) | linked_to(known.practice_id, [known])
    named = Subject.objects.filter(fits, request__practice=known.practice_id)
    found = Request.objects.filter(pk__in=named.values("request"), state__in=OPEN_STATES)
    return list(found.select_related("practice", "requester__organisation").prefetch_related("items"))


def objections_of_page(page: PatientPage) -> QuerySet[Objection]:
    """What this person objected to at the practice, also what they took back, the latest first."""
    return objections_about(page.practice_id, [page])


def how_known(request: Request, page: Known) -> Sameness | None:
    """Why the request is taken to be about the page's person. No query on a request of requests_about."""
    return surest([same_person(subject, page) for subject in _people(request)])


def named_as(requests: Iterable[Request], page: Known) -> list[Subject]:
    """How these requests name the person, each way once. No query on requests of requests_about."""
    found: dict[tuple[object, ...], Subject] = {}
    for request in requests:
        for subject in _people(request):
            if same_person(subject, page):
                key = (subject.name.casefold(), subject.date_of_birth, subject.nhs_number)
                found.setdefault(key, subject)
    return list(found.values())


def _people(request: Request) -> list[Subject]:
    """Whom the request names: as requests_about brought them, or as its relation has them."""
    brought: list[dict[str, Any]] | None = request.__dict__.get("people")
    if brought is None:
        return list(request.subjects.all())
    return [Subject(**row | {"date_of_birth": parse_date(row["date_of_birth"] or "")}) for row in brought]


def consents_in(requests: Iterable[Request]) -> QuerySet[Consent]:
    """The consents recorded for these requests, the latest first."""
    return Consent.objects.filter(for_request__in=[request.key for request in requests]).order_by("-id")
