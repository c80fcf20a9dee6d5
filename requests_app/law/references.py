"""Checks between entries: a code that one entry names must exist."""

from collections.abc import Iterable, Mapping
from dataclasses import fields

from requests_app.law.base import Entry
from requests_app.law.entries import Exemption, Power
from requests_app.law.reader import Row
from requests_app.law.tables import Table


def check_references(
    tables: Mapping[str, Table[Entry]], built: Mapping[str, Iterable[tuple[Entry, Row]]]
) -> None:
    """Raises LawDataError where an entry names a code that no table holds, or two laws share a code."""
    for entries in built.values():
        for entry, row in entries:
            _check_entry(entry, row, tables)
    for entry, row in (*built[Exemption.table], *built["claim"]):
        if entry.code in tables[Power.table] or (
            row.table == "claim" and entry.code in tables[Exemption.table]
        ):
            raise row.error(
                f"{entry.code} is also another law that may be claimed",
                "Give it another code: an exemption or an agreement is never a power.",
                key="code",
            )


def _check_entry(entry: Entry, row: Row, tables: Mapping[str, Table[Entry]]) -> None:
    for field in fields(entry):
        allowed = field.metadata.get("refers", ())
        if not allowed:
            continue
        value = getattr(entry, field.name)
        for code in [value] if isinstance(value, str) else value:
            if not any(code in tables[table] for table in allowed):
                raise row.error(
                    f"{entry.code} names {code!r}, which isn't a known {' or '.join(allowed)}",
                    "Correct the code, or add its entry.",
                    key=field.name,
                )
