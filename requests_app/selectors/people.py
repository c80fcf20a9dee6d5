"""People around a request: who could be named for it, and whom it is about, found without an identifier."""

from django.db.models import QuerySet
from django.utils import timezone

from practices.models import Person, Practice
from practices.permissions import Access, holders_of, people_who_may
from practices.selectors import outside_guardians_in_use, practices_of
from requests_app.models import Conflict, OutsideInvitation, Request
from requests_app.permissions import those_who_see, visible_to

# What a search looks in, by kind of index.
INDEX_FIELDS = {"nhs_number": "subjects__nhs_number_index", "name_dob": "subjects__name_and_birth_index"}
MOST_FOUND = 50


def readers_of(request: Request) -> QuerySet[Person]:
    """Those of the practice whose role lets them read requests, by name."""
    return people_who_may("view_requests", request.practice).order_by("full_name", "pk")


def officers_of(request: Request) -> list[Person]:
    """The practice's data protection officers in office today, deputies included, who see this request."""
    officers = holders_of(["data_protection_officer"], request.practice, on=timezone.localdate())
    return list(those_who_see(request, officers))


def named_people(request: Request) -> list[Person]:
    """The people named for a restricted request."""
    rows = request.requestuserobjectpermission_set.select_related("user")
    return sorted((row.user for row in rows), key=lambda person: person.full_name)


def guardians_to_ask(request: Request) -> QuerySet[Person]:
    """Outside guardians of the practice's list who could still be asked to decide this request."""
    asked = request.invitations.filter(ended_at=None).values("person")
    barred = request.conflicts.filter(kind__in=Conflict.BARRING).values("person")
    usable = outside_guardians_in_use(request.practice)
    return usable.exclude(pk__in=asked).exclude(pk__in=barred).order_by("full_name", "pk")


def invitations_of(request: Request) -> QuerySet[OutsideInvitation]:
    """Live invitations of outside guardians."""
    return request.invitations.filter(ended_at=None).select_related("person").order_by("invited_at")


def practices_to_search(access: Access) -> list[Practice]:
    """Where the person may look for requests about somebody."""
    places = access.practices_where("see_subject") | access.practices_where("reveal_subject")
    return list(practices_of(access).filter(pk__in=places).order_by("name"))


def about_person(access: Access, practice: Practice, kind: str, index: str) -> QuerySet[Request]:
    """The practice's requests about the person with this index that the searcher may see, latest first."""
    return (
        visible_to(access)
        .filter(practice=practice, **{INDEX_FIELDS[kind]: index})
        .select_related("practice", "requester", "captured_by")
        .distinct()
        .order_by("-received_on", "-id")
    )
