"""What a file of a report can be asked for: its form, how many rows that takes, names and why."""

from audit.desk.reports.asked import Asked
from audit.desk.reports.files import FORMATS
from kit.errors import InvalidInput


def check(asked: Asked, form: str, *, reason: str) -> None:
    """Raises InvalidInput, by the form's field, unless such a file can be made."""
    kind = FORMATS.get(form)
    if kind is None:
        raise _refused("form", "Select which file you need")
    if asked.identities and not kind.names:
        raise _refused("whom", "This file never names anybody: choose “Without names”, or another file")
    if asked.identities and not reason.strip():
        raise _refused("reason", "Enter why you need the names")
    if kind.most is not None and asked.entries() > kind.most:
        raise _refused("form", f"A PDF takes at most {kind.most:,} rows: choose fewer days, or another file")


def _refused(field: str, words: str) -> InvalidInput:
    return InvalidInput(words, fields={field: words})
