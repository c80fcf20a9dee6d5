"""What a reader of the file must know, as paragraphs: a sheet of their own, or the file's first pages."""

from audit.desk.reports.asked import Asked
from kit.dates import count, long_date


def notes_of(asked: Asked) -> list[str]:
    """The notes of a report."""
    logs = [
        f"{practice.ods_code} {practice.name}: the first {count(size, 'entry', 'entries')} of its ledger."
        for practice, size in zip(asked.practices, asked.sizes, strict=True)
    ]
    return [
        f"Recorded from {long_date(asked.first)} to {long_date(asked.last)}, UK days, both included.",
        "Made from ledger entries alone, never from the cases: changing a case changes nothing here. Each "
        "row names its entry by ledger, number and SHA-256, so that it can be traced and verified.",
        "Every decision, refusals included, and every disclosure is here item by item; also approvals that "
        "ended, releases of which nothing was sent, requests that ended without a decision, emergencies that "
        "were looked back at, and incidents, which are never counted as disclosures.",
        "The totals count rows, and each table of them counts every row once: all have the same sum.",
        "“Same as when it was recorded” says no where an entry no longer has the hash that was stored with "
        "it. Whoever owns the database could change both: only verification against a checkpoint that has "
        "left the building shows that.",
        "Events that the service never wrote, and a false entry honestly logged, can’t be seen from here.",
        _on_identities(asked),
        *logs,
    ]


def _on_identities(asked: Asked) -> str:
    if asked.identities:
        return (
            "This report says whom each request is about: keep it as you keep a patient’s record. Names come "
            "from the cases as they stand today, because the ledger names nobody. Who made the report and "
            "why is in the ledger, beside each request that it names."
        )
    return (
        "Nobody is named: people are shown by a code that stays the same. Names, reasons and other words are "
        "encrypted beside the entries."
    )
