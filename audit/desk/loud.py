"""What must be loud on every page: a ledger that failed its verification, or that the signer doesn't sign.

That nobody verified for days is told, too: a check that doesn't take place finds nothing.

For those who may read that ledger, and for the practice's guardians, information governance leads and
administrators. Asked once a minute for all practices together, in one query, and kept in the cache.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Case, Exists, OuterRef, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from audit.desk.models import State, Verification, VerifiedLog
from audit.desk.selectors import READ
from audit.ledger.api import begun_before, log_name, standing_alarms, waiting_logs, waiting_root
from practices.middleware import access_in
from practices.models import Practice
from practices.permissions import Access

KEPT = 60  # seconds
KEY = "desk-loud"
TOLD = frozenset({"caldicott_guardian", "ig_lead", "practice_administrator"})
ALARM, FAILED, UNFINISHED, WAITING, OVERDUE = "alarm", "failed", "unfinished", "waiting", "overdue"
WORST_FIRST = (ALARM, FAILED, WAITING, UNFINISHED, OVERDUE)
OVERDUE_AFTER = timedelta(hours=48)  # two nights
SERVICE = 0  # in place of a practice's id: logs that are everybody's
#: The log of a verification's practice; "" of a verification of all.
LOG = Case(
    When(practice=None, then=Value("")),
    default=Concat(Value("practice/"), Cast("practice__public_id", TextField())),
    output_field=TextField(),
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A ledger that can't be relied on. `practice` is None for the service's own ledgers."""

    name: str
    kind: str  # the worst of what is wrong: ALARM, FAILED, UNFINISHED, WAITING or OVERDUE
    href: str  # to the verification; "" for who may not open it


def troubles_for(request: HttpRequest | None) -> list[Trouble]:
    """What this person must know, practice by practice. One query a minute at most, however many ask."""
    if request is None or not getattr(getattr(request, "user", None), "is_authenticated", False):
        return []
    access: Access = access_in(request)
    concerned = {pk for pk in access.practices if access.roles_at(pk) & TOLD} | access.practices_where(READ)
    if not concerned:
        return []
    found = [one for one in everywhere() if one["practice"] == SERVICE or one["practice"] in concerned]
    return [_trouble(one, access) for one in found]


def everywhere() -> list[dict[str, Any]]:
    """All troubles, from the cache or made anew: practice's id, code and name, and what is wrong."""
    found: list[dict[str, Any]] | None = cache.get(KEY)
    if found is None:
        found = _found()
        cache.set(KEY, found, KEPT)
    return found


def forget() -> None:
    """Let the next page ask anew: something has changed."""
    cache.delete(KEY)


def is_waiting(practice: Practice) -> bool:
    """Whether a practice's newest entries have waited too long for their signature."""
    return any(one["practice"] == practice.pk and WAITING in one["what"] for one in everywhere())


def _found() -> list[dict[str, Any]]:
    now = timezone.now()
    later = VerifiedLog.objects.filter(log=OuterRef("log"), id__gt=OuterRef("id"))
    failed = VerifiedLog.objects.filter(~Exists(later), findings__gt=0)
    scoped = Verification.objects.annotate(scope=Coalesce("practice_id", 0))
    newer = scoped.filter(scope=OuterRef("scope"), id__gt=OuterRef("id"), state=State.DONE)
    given_up = scoped.filter(~Exists(newer), state=State.FAILED)
    rows = (
        standing_alarms()
        .values_list("log", Value(ALARM))
        .union(
            failed.values_list("log", Value(FAILED)),
            given_up.values_list(LOG, Value(UNFINISHED)),
            waiting_logs(now).values_list("log", Value(WAITING)),
            waiting_root(now).values_list("log", Value(WAITING)),
            _overdue(now).values_list(Value(""), Value(OVERDUE)),
        )
    )
    wrong: dict[str, set[str]] = {}
    for log, what in rows:
        wrong.setdefault(log, set()).add(what)
    return _named(wrong) if wrong else []


def _overdue(now: datetime) -> QuerySet[Any]:
    """Something where entries are older than two nights and no verification of all ended since."""
    since = now - OVERDUE_AFTER
    done = Verification.objects.filter(practice=None, state=State.DONE, ended_at__gte=since)
    return begun_before(since).filter(~Exists(done))


def _named(wrong: dict[str, set[str]]) -> list[dict[str, Any]]:
    ids = [log.removeprefix("practice/") for log in wrong if log.startswith("practice/")]
    practices = {log_name(one.public_id): one for one in Practice.objects.filter(public_id__in=ids)}
    found = []
    for log, what in sorted(wrong.items()):
        practice = practices.get(log)
        found.append(
            {
                "practice": practice.pk if practice else SERVICE,
                "code": practice.ods_code if practice else "",
                "name": practice.name if practice else "",
                "what": sorted(what),
            }
        )
    return found


def _trouble(one: dict[str, Any], access: Access) -> Trouble:
    reads = access.may(READ, one["practice"]) if one["practice"] else bool(access.practices_where(READ))
    href = reverse("verification", args=[one["code"]]) if one["code"] else reverse("verifications")
    return Trouble(
        name=one["name"],
        kind=next(kind for kind in WORST_FIRST if kind in one["what"]),
        href=href if reads else "",
    )
