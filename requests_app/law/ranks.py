"""Whether an officer's rank is senior enough to countersign. A rank is practice, not statute."""

from requests_app.law.loader import catalogue


def countersigns(written: str) -> bool:
    """Whether the rank, as somebody wrote it, is one that countersigns a request for an address.

    Compared whole and without regard to case, full stops or spaces: "Det. Insp." counts, "sub-inspector",
    "not
    an inspector" and an unknown rank don't. BMA template and NHS policy ask for a senior officer; no statute
    does.
    """
    rank = " ".join(written.casefold().replace(".", " ").split())
    return any(rank in entry.names for entry in catalogue().ranks.values() if entry.countersigns)
