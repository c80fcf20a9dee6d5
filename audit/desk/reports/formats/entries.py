"""The report's entries as they stand in the ledger, canonical JSON, one a line: for programs that verify.

Each is held against its stored hash while it passes. The last line counts them, and those that are changed.
"""

import json
from collections.abc import Iterable

from audit.desk.reports.asked import Asked
from audit.desk.reports.rows import ReportRow
from audit.desk.reports.sinks import Sink
from audit.ledger.api import write_texts


def write(asked: Asked, rows: Iterable[ReportRow], sink: Sink) -> int:
    """Write the file; returns how many entries it has. Rows are not asked for: entries have no columns."""
    passed = [write_texts(span, sink) for _, span in asked.spans()]
    entries = sum(each.entries for each in passed)
    end = {"end": True, "entries": entries, "changed": sum(each.changed for each in passed)}
    sink.write(json.dumps(end).encode() + b"\n")
    return entries
