"""The objections of a request's people, within one statement about the request."""

from django.db.models import OuterRef, Q, QuerySet

from consent.models import Objection, PatientPage
from consent.patients import HASHES
from requests_app.models import Subject


def objections_of_outer() -> QuerySet[Objection]:
    """Those of the request's practice that one of its people may have made, as consent.patients finds them.

    Two levels below a query of requests.
    """
    people = Subject.objects.filter(request=OuterRef(OuterRef("pk")))
    asked = Subject.objects.filter(request=OuterRef(OuterRef(OuterRef("pk"))))
    pages = PatientPage.objects.filter(
        practice=OuterRef(OuterRef("practice")), **{f"{name}__gt": "" for name in HASHES}
    )
    fits = Q(pk=None)
    for name, other in (HASHES, HASHES[::-1]):
        fits |= Q(**{f"{name}__in": people.exclude(**{name: ""}).values(name)})
        linked = pages.filter(**{f"{name}__in": asked.exclude(**{name: ""}).values(name)})
        fits |= Q(**{f"{other}__in": linked.values(other)})
    return Objection.objects.filter(fits, practice=OuterRef("practice"))
