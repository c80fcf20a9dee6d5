"""Importing the national list, beside PostgreSQL's own COPY of the same file."""

import csv
import io
import statistics
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from bench.databases import Databases
from bench.measuring import Row, at_most, seconds
from practices.models import Practice

SAYS = "import_practices beside COPY of the same file; PATH: the real list, else one made in its format"
COLUMNS, LIMIT = 27, 10.0  # seconds for the whole list


def measure(
    *,
    quick: bool,
    progress: Callable[[str], None],
    path: str,
    databases: Databases,
    rounds: int | None = None,
) -> Iterator[Row]:
    """Seconds for a first import and for a repeated one, and how many times COPY's: medians of the rounds."""
    taken: dict[str, list[float]] = {"COPY of the file": [], "first import": [], "the same again": []}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(path) if path else made_up(Path(folder) / "list.csv", 700 if quick else 6_651)
        works = (partial(_copy, file), partial(_import, file), partial(_import, file))
        for turn in range(rounds or (1 if quick else 3)):
            databases.fresh()
            for (words, found), work in zip(taken.items(), works, strict=True):
                progress(f"{words}, round {turn + 1}")
                found.append(seconds(work))
    copied, first, again = map(statistics.median, taken.values())
    yield Row("practices", Practice.objects.count(), "active practices")
    yield Row("COPY of the file", copied, "s")
    yield at_most("first import", first, LIMIT, "s")
    yield at_most("the same again", again, LIMIT, "s")
    yield Row("first import, times COPY", first / copied, "ratio")
    yield Row("the same again, times COPY", again / copied, "ratio")


def made_up(file: Path, practices: int) -> Path:
    """A list in the real one's format, with as many practices and half as many other organisations again."""
    with file.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle, quoting=csv.QUOTE_ALL)
        for number in range(practices * 3 // 2):
            row = [""] * COLUMNS
            row[:4] = f"B{number:05d}", f"MADE UP SURGERY {number}", "Y60", "QE1"
            row[4:10] = "1 INVENTED STREET", "", "NOWHERE", "", "", "ZZ99 3CZ"
            row[10], row[12], row[17] = "19740401", "A", "01632 960000"
            row[25] = "4" if number % 3 else "0"
            writer.writerow(row)
    return file


def _import(file: Path) -> None:
    call_command("import_practices", str(file), stdout=io.StringIO())


def _copy(file: Path) -> None:
    """The file as it is into an unlogged table of texts: the least that any import costs."""
    names = ", ".join(f"c{number} text" for number in range(COLUMNS))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE list ({names}) ON COMMIT DROP")
        with file.open("rb") as handle:
            cursor.copy_expert("COPY list FROM STDIN WITH (FORMAT csv)", handle)
