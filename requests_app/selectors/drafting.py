"""What the pages of the log need: where one may start a request, one's drafts, the team, the register."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet, prefetch_related_objects

from practices.models import Person, Practice
from practices.permissions import Access
from practices.roles import permissions_of
from practices.selectors import practices_of, serving_at
from requests_app.models import Request, RequesterOrganisation
from requests_app.permissions import person_of, visible_to
from requests_app.workflow import State

#: Drafts offered for going on with; the others are in the list of all requests.
FEW = 10


@dataclass(frozen=True)
class Member:
    """Somebody of a practice's team, with their roles there today and what those carry."""

    person: Person
    roles: frozenset[str]

    @property
    def rights(self) -> frozenset[str]:
        return permissions_of(self.roles)


def practices_to_draft_at(access: Access) -> QuerySet[Practice]:
    """The practices where the person may write down a request."""
    return practices_of(access).filter(pk__in=access.practices_where("draft_request"))


def own_drafts(access: Access) -> list[Request]:
    """The person's latest drafts, to go on with."""
    found = visible_to(access).filter(state=State.DRAFT, captured_by=person_of(access))
    return list(found.select_related("practice").order_by("-captured_at")[:FEW])


def team_of(practice: Practice, permission: str = "view_requests") -> list[Member]:
    """Those in office whose roles carry a permission, by name."""
    roles: dict[int, set[str]] = {}
    people: dict[int, Person] = {}
    for role, person in serving_at(practice):
        people[person.pk] = person
        roles.setdefault(person.pk, set()).add(role)
    found = [Member(person, frozenset(roles[pk])) for pk, person in people.items()]
    return [member for member in found if permission in member.rights]


def named_for_draft(request: Request) -> list[UUID]:
    """The public ids of those named for a restricted request."""
    rows = request.requestuserobjectpermission_set.order_by("user__full_name")
    return list(rows.values_list("user__public_id", flat=True))


def names_of_named(request: Request) -> list[str]:
    """The names of those named for a restricted request."""
    rows = request.requestuserobjectpermission_set.order_by("user__full_name")
    return list(rows.values_list("user__full_name", flat=True))


def load_answers(request: Request) -> Request:
    """The request with what its pages read several times: whose data, which items, which claims."""
    prefetch_related_objects([request], "subjects", "items", "claims")
    return request


def register_of(request: Request) -> QuerySet[RequesterOrganisation]:
    """The register of the request's practice, also for the front desk, who may not change it."""
    return RequesterOrganisation.objects.filter(practice=request.practice_id)
