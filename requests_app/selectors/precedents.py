"""Earlier decisions at the same practice for the same kind of requester, law and items. Never an identity.

Restricted requests are left out entirely, as are those from which a conflict of interest bars the reader. An
outside guardian gets none: whoever asks must know that the reader is no guest.
"""

from collections.abc import Collection
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from practices.permissions import Access
from requests_app.models import (
    AskedItem,
    ClaimedLaw,
    Conflict,
    Decision,
    ItemDecision,
    LegalBasisFinding,
    Request,
    Subject,
)
from requests_app.permissions import person_of, visible_to

FEW = 5
RECENT = 1_000


def earlier_decisions(
    case: Request, access: Access, *, laws: Collection[str], items: Collection[str]
) -> QuerySet[Decision]:
    """The decisions, the newest request first; each with its items, law and people for the presenter.

    laws: codes that are claimed or relied on in this case; items: codes that are asked for. One of each is in
    common; without a law, neither names one. Looks through the latest RECENT requests of that kind only, so
    that it costs the same in a register of any age.
    """
    return (
        Decision.objects.annotate(
            law_codes=ArraySubquery(_relied_on().values("power").distinct()),
            claim_codes=ArraySubquery(_claims().order_by("id").values("code")),
        )
        .filter(
            _among(_recent(case)),
            _same_law(laws),
            Exists(_items_asked(items)),
            ~Exists(_barred(access)),
            voided_at=None,
        )
        .annotate(
            item_rows=ArraySubquery(_item_rows()),
            subject_rows=ArraySubquery(_subject_rows()),
            may_open=Exists(visible_to(access).filter(pk=OuterRef("request_id"))),
        )
        .select_related("request__requester")
        .order_by("-request__received_on", "-request__id")
    )


def few_precedents(
    case: Request, access: Access, *, laws: Collection[str], items: Collection[str]
) -> list[Decision]:
    """At most one more than are shown; none, and no query, where no item has a code."""
    found = earlier_decisions(case, access, laws=laws, items=items)
    return list(found[: FEW + 1])


def _same_law(laws: Collection[str]) -> Q:
    if not laws:
        return Q(request__no_law_claimed=True)
    # Arrays made for each row: an EXISTS beside another would have the database read everybody's findings.
    return Q(law_codes__overlap=sorted(laws)) | Q(claim_codes__overlap=sorted(laws))


def _recent(case: Request) -> QuerySet[Any, Any]:
    """The latest unrestricted requests of the practice by this kind of requester."""
    same = Request.objects.filter(
        practice=case.practice_id, requester__kind=case.requester.kind, restricted=False
    ).exclude(pk=case.pk)
    return same.order_by("-received_on", "-id").values("pk")[:RECENT]


def _among(requests: QuerySet[Any, Any]) -> Q:
    """As an array that the database makes once."""
    found = ArraySubquery(requests)
    template = "(%(expressions)s))"
    return Q(Func("request_id", found, template=template, arg_joiner=" = ANY(", output_field=BooleanField()))


def _relied_on() -> QuerySet[LegalBasisFinding]:
    live = LegalBasisFinding.objects.filter(
        review__request=OuterRef("request_id"), review__voided_at=None
    ).order_by()
    return live.exclude(power="")


def _claims() -> QuerySet[ClaimedLaw]:
    return ClaimedLaw.objects.filter(request=OuterRef("request_id"))


def _items_asked(items: Collection[str]) -> QuerySet[AskedItem]:
    return AskedItem.objects.filter(request=OuterRef("request_id"), dropped=False, code__in=list(items))


def _barred(access: Access) -> QuerySet[Conflict]:
    return Conflict.objects.filter(
        request=OuterRef("request_id"), person=person_of(access), kind__in=Conflict.BARRING
    )


def _item_rows() -> QuerySet[Any, Any]:
    rows = ItemDecision.objects.filter(decision=OuterRef("pk")).order_by("item__position")
    return rows.values(
        json=JSONObject(
            code=F("item__code"), position=F("item__position"), outcome=F("outcome"), reason=F("reason")
        )
    )


def _subject_rows() -> QuerySet[Any, Any]:
    rows = Subject.objects.filter(request=OuterRef("request_id")).order_by("position")
    names = ("name", "other_names", "date_of_birth", "nhs_number", "address")
    return rows.values(json=JSONObject(**{name: F(name) for name in names}))
