"""The pages of the auditor's room."""

from kit.links import maybe_url
from practices.models import Practice

#: The auditor's room: each page's address by name, its link, and what it is for.
PLACES = (
    ("entries", "Search the ledger", "Who did what and when, who looked, and the proof of each entry."),
    (
        "practice_report",
        "Report of decisions and disclosures",
        "A period with its totals, for reading and as a file: Excel, CSV, PDF or JSON Lines.",
    ),
    (
        "verification",
        "Verify the ledger",
        "Whether every entry is there and unchanged, who last looked, and what was found.",
    ),
    (
        "ledger_export",
        "Export the ledger for checking",
        "All signed entries with their proofs, and a program that checks them anywhere.",
    ),
    (
        "transparency",
        "Transparency report",
        "Numbers for the public, with small ones hidden: look, publish, download.",
    ),
)


def places(practice: Practice) -> list[dict[str, str]]:
    """The pages of the auditor's room that there are."""
    return [
        {"href": href, "text": text, "about": about}
        for name, text, about in PLACES
        if (href := maybe_url(name, practice.ods_code))
    ]
