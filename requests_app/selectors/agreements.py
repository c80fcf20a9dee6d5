"""The register of sharing agreements: one for the whole service, and the requests that cite its entries."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Exists,
    F,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)

from kit.errors import NotAllowed, NotVisible
from practices.models import Practice
from practices.permissions import Access
from practices.roles import who_can
from practices.selectors import practices_of
from requests_app.models import (
    AgreementChange,
    AgreementJoining,
    LegalBasisReview,
    Request,
    SharingAgreement,
)
from requests_app.workflow import BEFORE_RELEASE, State

READ = "view_requests"
KEEP = "keep_agreements"
NO_STATUS = "none"
# Where a request is looked at again when the agreement that it cites falls.
LOOKED_AT_AGAIN = (State.DRAFT, *BEFORE_RELEASE, State.RELEASED)
# A review that was saved before the agreement fell, or before the practice left it.
OUTLIVED = Q(saved_at__lte=F("request__agreement__fallen_at")) | Exists(
    AgreementJoining.objects.filter(
        agreement=OuterRef("request__agreement"),
        practice=OuterRef("request__practice"),
        confirmed_at__isnull=False,
        left_at__gte=OuterRef("saved_at"),
    )
)


def may_read(access: Access) -> bool:
    """Whoever reads requests anywhere reads the register: it holds nothing about patients."""
    return bool(access.practices_where(READ))


def check_may_read(access: Access) -> None:
    """Raise NotAllowed for those who read no requests."""
    if not may_read(access):
        raise NotAllowed("Your roles do not include the register of agreements.", who_can=who_can(READ))


def agreements(*, on: date) -> QuerySet[Any]:
    """The whole register, each entry with its status on a day as `status_now` (None: none confirmed yet)."""
    confirmed = AgreementChange.objects.filter(
        agreement=OuterRef("pk"), confirmed_at__isnull=False, since__lte=on
    ).order_by("-since", "-id")
    return SharingAgreement.objects.select_related("kept_by").annotate(
        status_now=Subquery(confirmed.values("status")[:1]), since_now=Subquery(confirmed.values("since")[:1])
    )


def agreements_list(
    *, filters: Mapping[str, str], on: date, practices: Collection[int], sort: str = "name"
) -> QuerySet[Any]:
    """The register, narrowed. filters: text (in name or parties), status (or "none").

    practices: those whose joining is shown. sort: name or since, with "-" before it for the other way round.
    """
    here = AgreementJoining.objects.filter(practice_id__in=practices)
    found = agreements(on=on).prefetch_related(Prefetch("joinings", queryset=here))
    if text := filters.get("text", "").strip():
        found = found.filter(Q(name__icontains=text) | Q(parties__icontains=text))
    if status := filters.get("status"):
        wanted: dict[str, Any] = {"status_now": None if status == NO_STATUS else status}
        found = found.filter(**wanted)
    if sort.removeprefix("-") == "since":
        since = F("since_now")
        order = since.desc(nulls_last=True) if sort.startswith("-") else since.asc(nulls_last=True)
        return found.order_by(order, "name")
    return found.order_by("-name" if sort.startswith("-") else "name")


def agreement_in_scope(key: UUID, access: Access) -> SharingAgreement:
    """One entry with its history and what the person's practices recorded of joining, in three queries.

    NotAllowed for those who read no requests, NotVisible where there is none.
    """
    check_may_read(access)
    changes = AgreementChange.objects.select_related("proposed_by", "confirmed_by", "declined_by")
    joinings = AgreementJoining.objects.filter(practice_id__in=access.practices).select_related(
        "practice", "recorded_by", "confirmed_by", "left_by"
    )
    found = (
        SharingAgreement.objects.filter(key=key)
        .select_related("kept_by", "entered_by")
        .prefetch_related(Prefetch("changes", queryset=changes), Prefetch("joinings", queryset=joinings))
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def to_choose() -> QuerySet[SharingAgreement]:
    """What a request may cite: the whole register, withdrawn agreements too."""
    return SharingAgreement.objects.only("id", "key", "name").order_by("name")


def practices_that_keep(access: Access) -> QuerySet[Practice]:
    """The practices for which the person keeps agreements."""
    return practices_of(access).filter(pk__in=access.practices_where(KEEP)).order_by("name")


def practices_reading(access: Access) -> QuerySet[Practice]:
    """The practices whose requests the person reads: they see whether each joined."""
    return practices_of(access).filter(pk__in=access.practices_where(READ)).order_by("name")


def citing(agreement: SharingAgreement, *, practices: Collection[int] | None = None) -> QuerySet[Request]:
    """The requests that are looked at again when it falls: for all, or for these practices alone."""
    found = Request.objects.filter(agreement=agreement, state__in=LOOKED_AT_AGAIN).order_by("id")
    return found if practices is None else found.filter(practice_id__in=practices)


def resting_on(agreement: SharingAgreement, *, practices: Collection[int]) -> int:
    """How many requests of these practices have a live legal-basis review that would be made again."""
    live = LegalBasisReview.objects.filter(request=OuterRef("pk"), voided_at=None)
    return citing(agreement, practices=practices).filter(Exists(live)).count()


def joined_practices(agreement: SharingAgreement) -> QuerySet[Practice]:
    """The practices that joined and did not leave."""
    here = AgreementJoining.objects.filter(
        agreement=agreement, practice=OuterRef("pk"), confirmed_at__isnull=False, left_at=None
    )
    return Practice.objects.filter(Exists(here))


def latest_review_on(
    agreement: SharingAgreement, *, practices: Collection[int] | None = None
) -> datetime | None:
    """When the last of the live legal-basis reviews that rest on it was saved."""
    live = LegalBasisReview.objects.filter(
        voided_at=None, request__in=citing(agreement, practices=practices).order_by().values("pk")
    )
    found: datetime | None = live.aggregate(latest=Max("saved_at"))["latest"]
    return found


def to_be_returned() -> QuerySet[Request]:
    """Requests whose agreement fell after their live legal-basis review, and which were not returned yet."""
    older = LegalBasisReview.objects.filter(OUTLIVED, voided_at=None, request=OuterRef("pk"))
    return Request.objects.filter(Exists(older), agreement__isnull=False, state__in=LOOKED_AT_AGAIN).order_by(
        "id"
    )


def to_be_told(*, since: datetime) -> QuerySet[Request]:
    """Requests that cite an agreement which fell since then; some of them were told already."""
    left = AgreementJoining.objects.filter(
        agreement=OuterRef("agreement"),
        practice=OuterRef("practice"),
        confirmed_at__isnull=False,
        left_at__gte=since,
    )
    return Request.objects.filter(
        Q(agreement__fallen_at__gte=since) | Exists(left),
        agreement__isnull=False,
        state__in=LOOKED_AT_AGAIN,
    ).order_by("id")
