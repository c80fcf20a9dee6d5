"""What is known here about one person: the requests about them, who they are in these, what was recorded."""

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from consent.models import Consent, Objection, PatientPage
from consent.objecting import Known, Sameness, same_person, surest
from consent.patients import known_as, objections_about
from kit.errors import NotVisible
from practices.permissions import Access
from requests_app.models import Conflict, Request, Subject
from requests_app.permissions import visible_to
from requests_app.workflow import OPEN_STATES

# An interest in the person, and not in who asks: it bars from their page as from the request.
IN_THE_PERSON = ("kinship", "dispute", "subject")


def not_barred(page: PatientPage, access: Access) -> None:
    """Raise NotVisible for somebody who declared that this person is close to them, or is they themselves."""
    declared = Conflict.objects.filter(
        known_as([page], "request__subjects__"),
        person=access.person.pk,
        kind__in=IN_THE_PERSON,
        request__practice=page.practice_id,
    )
    if declared.exists():
        raise NotVisible


def requests_about(page: PatientPage, access: Access) -> QuerySet[Request]:
    """The practice's requests that name this person and that the viewer may see, the latest first.

    Each comes with the people whom it names, so that `how_known` asks nothing. Requests that the viewer may
    not see are neither listed nor counted.
    """
    found = Subject.objects.filter(known_as([page]), request__practice=page.practice_id)
    return (
        visible_to(access)
        .filter(practice=page.practice_id, pk__in=found.values("request"))
        .select_related("practice", "requester", "captured_by")
        .prefetch_related(Prefetch("subjects", queryset=Subject.objects.order_by("position")))
        .order_by("-received_on", "-id")
    )


def open_requests_about(known: Objection) -> list[Request]:
    """The practice's open requests that name this person, whoever sees them: for steps, never for a page."""
    named = Subject.objects.filter(known_as([known]), request__practice=known.practice_id)
    found = Request.objects.filter(pk__in=named.values("request"), state__in=OPEN_STATES)
    return list(found.select_related("practice", "requester__organisation").prefetch_related("items"))


def objections_of_page(page: PatientPage) -> QuerySet[Objection]:
    """What this person objected to at the practice, also what they took back, the latest first."""
    return objections_about(page.practice_id, [page])


def how_known(request: Request, page: Known) -> Sameness | None:
    """Why the request is taken to be about the page's person. No query on a request of requests_about."""
    return surest([same_person(subject, page) for subject in request.subjects.all()])


def named_as(requests: Iterable[Request], page: Known) -> list[Subject]:
    """How these requests name the person, each way once. No query on requests of requests_about."""
    found: dict[tuple[object, ...], Subject] = {}
    for request in requests:
        for subject in request.subjects.all():
            if same_person(subject, page):
                key = (subject.name.casefold(), subject.date_of_birth, subject.nhs_number)
                found.setdefault(key, subject)
    return list(found.values())


def consents_in(requests: Iterable[Request]) -> QuerySet[Consent]:
    """The consents recorded for these requests, the latest first."""
    return Consent.objects.filter(for_request__in=[request.key for request in requests]).order_by("-id")
