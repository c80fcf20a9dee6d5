"""The whole content of the law files in one canonical text, and its version.

Comments, spacing and the order of files and codes don't change the text, and so not the version either.
"""

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from requests_app.law.tables import Table


def canonical(tables: Mapping[str, Table[Any]]) -> str:
    """Canonical JSON of the tables: name of the table, code, and its editions, the oldest first."""
    content = {
        name: {code: [dataclasses.asdict(edition) for edition in table.editions(code)] for code in table}
        for name, table in tables.items()
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_day)


def version_of(text: str) -> str:
    """The version of a canonical text: its SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _day(value: dt.date) -> str:
    return value.isoformat()
