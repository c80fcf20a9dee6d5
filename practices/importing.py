"""Bringing the register of practices up to date with the national list. Nothing is deleted."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from audit.ledger.api import Fact
from practices import ods
from practices.following import dates_changed
from practices.models import Practice
from practices.models.practice import PracticeStatus
from practices.telling import tell_site

BATCH = 1000  # rows an INSERT
MOST_BAD_LINES_IN_ENTRY = 200

FACTS = ("name", "nation", "address", "postcode", "telephone", "commissioner", "opened_on")
KEPT_IN_STEP = (*FACTS, "status", "closed_on")


@dataclass
class Imported:
    """How many practices were created, updated, closed and found as they were; and those to write.

    moved: those known that are in another nation, whose bank holidays their dates follow from now on.
    """

    created: int = 0
    updated: int = 0
    closed: int = 0
    unchanged: int = 0
    unknown_closed: int = 0
    changes: list[Practice] = field(default_factory=list)
    moved: list[Practice] = field(default_factory=list)


def bring_in(found: ods.Read, *, sha256: str) -> Imported:
    """Creates and updates the active practices, marks the closed ones, and records it in the site's log.

    A practice that is closed, dormant or proposed is not created: it has no register here. One that we know
    and that is now closed or dormant is marked closed and keeps its register. A practice that is not on the
    list (Scotland's and Northern Ireland's never are) stays as it is.
    """
    with transaction.atomic(durable=True):
        known = {row.ods_code: row for row in Practice.objects.filter(ods_code__in=found.practices)}
        result = Imported()
        for listed in found.practices.values():
            _compare(listed, known.get(listed.code), result)
        Practice.objects.bulk_create(
            result.changes,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["ods_code"],
            update_fields=KEPT_IN_STEP,
        )
        dates_changed(*result.moved)
        tell_site(
            "practices.imported",
            by=None,
            about="system:import_practices",
            facts={"sha256": sha256, **_counts(found, result)},
        )
    return result


def _compare(listed: ods.Listed, row: Practice | None, result: Imported) -> None:
    active = listed.status == ods.ACTIVE
    if row is None:
        if active:
            result.created += 1
            result.changes.append(Practice(ods_code=listed.code, **listed.facts))
        else:
            result.unknown_closed += 1
        return
    if listed.status == ods.PROPOSED:
        wanted = {**listed.facts, "status": row.status, "closed_on": row.closed_on}
    elif active:
        wanted = {**listed.facts, "status": PracticeStatus.ACTIVE, "closed_on": None}
    else:
        wanted = {**listed.facts, "status": PracticeStatus.CLOSED, "closed_on": listed.closed_on}
    if all(getattr(row, name) == value for name, value in wanted.items()):
        result.unchanged += 1
        return
    if not active and row.status == PracticeStatus.ACTIVE and wanted["status"] == PracticeStatus.CLOSED:
        result.closed += 1
    else:
        result.updated += 1
    if row.nation != wanted["nation"]:
        result.moved.append(row)
    # A row of its own, without the key: an existing practice keeps its id, public id and settings.
    result.changes.append(Practice(ods_code=listed.code, **wanted))


def _counts(found: ods.Read, result: Imported) -> dict[str, Fact]:
    return {
        "lines": found.lines,
        "other_organisations": found.others,
        "created": result.created,
        "updated": result.updated,
        "closed": result.closed,
        "unchanged": result.unchanged,
        "not_active_and_unknown": result.unknown_closed,
        "bad": len(found.bad),
        "bad_lines": [number for number, _ in _first(found.bad)],
    }


def _first(bad: list[tuple[int, str]]) -> Iterable[tuple[int, str]]:
    return bad[:MOST_BAD_LINES_IN_ENTRY]
