"""Entries and their receipts as files, for who wants to check elsewhere. Each download is itself an entry."""

import uuid

from django.http import HttpResponse

from audit.desk.events import RECEIPT_DOWNLOADED
from audit.desk.views_recorded import record_view
from audit.desk.words import MENDS_KEYS, NO_KEYS
from audit.ledger.api import BadKey, Hit, Unprovable, find_entry, is_view, log_name, receipt_for
from kit.errors import NotPossible, NotVisible
from practices.models import Person, Practice

RECEIPT, TEXT = "receipt", "text"
#: C2SP tlog-proof; and the entry's canonical text, whose hash the receipt proves.
SUFFIXES = {RECEIPT: "tlog-proof", TEXT: "json"}


def as_file(
    practice: Practice,
    event_id: uuid.UUID,
    part: str,
    *,
    by: Person,
    only_about: str = "",
    with_views: bool = True,
) -> HttpResponse:
    """The receipt of an entry, or its text, once the download is in the ledger.

    Raises NotVisible where the practice's log has no such entry, or none about `only_about` where that is
    given, or one that tells who looked where `with_views` is false. Raises NotPossible while no signed
    checkpoint covers the entry, where the ledger can't prove it, or where the keys that sign can't be read.
    """
    log = log_name(practice.public_id)
    hit = find_entry(log, event_id)
    said = hit.found.entry if hit else None
    if hit is None or said is None or (only_about and said.about != only_about):
        raise NotVisible
    if not with_views and is_view(said.event):
        raise NotVisible
    content = said.text if part == TEXT else _receipt(hit)
    record_view(
        RECEIPT_DOWNLOADED,
        actor=by.opaque,
        practice=practice.public_id,
        about=said.about,
        facts={"entry": str(event_id), "index": hit.found.leaf_index, "part": part},
    )
    name = f"entry-{hit.found.leaf_index}.{SUFFIXES[part]}"
    return HttpResponse(
        content,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _receipt(hit: Hit) -> str:
    try:
        receipt = receipt_for(hit.log, hit.found.event_id)
    except Unprovable:
        raise NotPossible(
            "The ledger can’t prove this entry: what is stored doesn’t lead to what was signed.",
            who_can="the practice’s auditor can verify the ledger",
        ) from None
    except BadKey:
        raise NotPossible(NO_KEYS, who_can=MENDS_KEYS) from None
    if receipt is None:
        raise NotPossible("This entry is not signed yet. Its receipt is there within a minute.")
    return str(receipt)
