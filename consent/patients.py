"""A person's page and what is recorded of them at one practice, found by keyed hashes alone."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, Q, QuerySet

from consent.models import Objection, PatientPage
from consent.objecting import Known
from kit.errors import NotAllowed, NotVisible
from practices.permissions import Access
from practices.roles import who_can

# Who may open a person's page; the second has to say why.
SEES, REVEALS = "see_subject", "reveal_subject"
HASHES = ("nhs_number_index", "name_and_birth_index")


def page_in_scope(key: UUID, access: Access, hidden: Exists) -> PatientPage:
    """The page of somebody, for those who may know whom requests are about.

    hidden: of which pages this viewer finds none. NotVisible there and outside the viewer's practices,
    NotAllowed within them for who may neither see nor reveal.
    """
    found = PatientPage.objects.select_related("practice").filter(
        ~hidden, key=key, practice_id__in=access.practices
    )
    page = found.first()
    if page is None:
        raise NotVisible
    if not (access.may(SEES, page.practice_id) or access.may(REVEALS, page.practice_id)):
        raise NotAllowed("Your role does not let you see whom requests are about.", who_can=who_can(SEES))
    return page


def known_as(people: Iterable[Known]) -> Q:
    """Rows whose hashes fit one of these people; nothing where nobody is known."""
    given = list(people)
    numbers = {person.nhs_number_index for person in given} - {""}
    names = {person.name_and_birth_index for person in given} - {""}
    found = Q(pk__in=[])
    if numbers:
        found |= Q(nhs_number_index__in=numbers)
    if names:
        found |= Q(name_and_birth_index__in=names)
    return found


def linked_to(practice_id: int, people: Iterable[Known]) -> Q:
    """Rows that are known by the other hash of one of these people, where a page there has both together.

    Whoever gave an NHS number alone and whoever gave a name alone may be one person: somebody who made the
    page said so.
    """
    given = list(people)
    both = PatientPage.objects.filter(practice_id=practice_id, **{f"{name}__gt": "" for name in HASHES})
    found = Q(pk__in=[])
    for name, other in (HASHES, HASHES[::-1]):
        known = {getattr(person, name) for person in given} - {""}
        if known:
            found |= Q(**{f"{other}__in": both.filter(**{f"{name}__in": known}).values(other)})
    return found


def objections_about(practice_id: int, people: Iterable[Known]) -> QuerySet[Objection]:
    """Every objection at the practice that may be one of theirs, the latest first; ended ones too."""
    given = list(people)
    fits = known_as(given) | linked_to(practice_id, given)
    return (
        Objection.objects.filter(fits, practice_id=practice_id)
        .select_related("page", "recorded_by", "ended_by")
        .order_by("-id")
    )
