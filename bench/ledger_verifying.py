"""Verifying a long log, in the database and as an export, and proving that an entry is in it."""

import hashlib
import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test.utils import override_settings
from django.utils import timezone

from audit.desk.verifiable.archive import zipped
from audit.desk.verifiable.contents import members, prepared
from audit.ledger.api import receipt_for, verify_log
from audit.ledger.models import Event
from audit.ledger.signing.key_files import make_key
from audit.ledger.signing.signer import Signer
from audit.ledger.signing.state import Memory
from audit.ledger.verifying import RANGE
from audit.verifier import verify
from bench.databases import Databases
from bench.long_logs import lengthen
from bench.measuring import Row, at_least, at_most, seconds
from tests.support.databases import as_owner

LOG = "site"
PROOFS = 200
_ROWS = """
    SELECT leaf_index, event_id, event, actor, about, at, entry, leaf_hash FROM ledger_event
    WHERE log = %s AND leaf_index >= %s AND leaf_index < %s ORDER BY leaf_index
"""


def measure(
    *, quick: bool, progress: Callable[[str], None], databases: Databases, size: int = 0
) -> Iterator[Row]:
    """Seconds, ratios to reading and hashing alone, and the cost of a proof."""
    size = size or (10_000 if quick else 1_000_000)
    databases.fresh()
    with a_signer() as signer, as_owner() as owner:
        progress(f"a log of {size:,} entries")
        lengthen(owner, size)
        progress("signing it")
        yield Row(f"integrating and signing {size:,} entries", seconds(signer), "s")
        yield from _in_the_database(size, progress)
        yield from _proofs(size, progress)
        yield from _offline(size, progress)


@contextmanager
def a_signer() -> Iterator[Callable[[], None]]:
    """A pass of a signer with a key and a memory of its own, which signs every time."""
    with tempfile.TemporaryDirectory() as folder:
        here, now = Path(folder), iter(range(0, 10**9, 3600))
        files = {
            "LEDGER_SIGNING_KEY_FILE": str(here / "signing-key.pem"),
            "LEDGER_PUBLIC_KEYS_FILE": str(here / "public-keys"),
            "LEDGER_STATE_DIR": str(here / "signed"),
            "LEDGER_WITNESSES": [],
        }
        with override_settings(**files):
            make_key(timezone.now())
            signer = Signer(Memory(Path(settings.LEDGER_STATE_DIR)), clock=lambda: float(next(now)))
            yield signer.one_pass


def _in_the_database(size: int, progress: Callable[[str], None]) -> Iterator[Row]:
    progress("verifying it in the database, and fetching the same rows")

    def fetched() -> None:
        with connection.cursor() as cursor:
            for start in range(0, size, RANGE):
                cursor.execute(_ROWS, [LOG, start, start + RANGE])
                cursor.fetchall()

    def verified() -> None:
        *_, last = verify_log(LOG)
        if last.findings or last.signed_to != size:
            raise RuntimeError(f"The log isn't sound: {last.findings[:1]}")

    taken = {
        "fetching": min(seconds(fetched) for _ in range(2)),
        "verifying": min(seconds(verified) for _ in range(2)),
    }
    for what, each in taken.items():
        yield Row(f"{what} {size:,} entries", each, "s")
    yield at_least(
        "verifying: share of the speed of fetching", taken["fetching"] / taken["verifying"], 0.6, "ratio"
    )


def _proofs(size: int, progress: Callable[[str], None]) -> Iterator[Row]:
    progress("proofs of single entries")
    indexes = [n * size // PROOFS for n in range(PROOFS)]
    rows = Event.objects.filter(log=LOG, leaf_index__in=indexes).values_list("event_id", flat=True)
    taken, longest = [], 0
    for event_id in list(rows):
        started = time.perf_counter()
        receipt = receipt_for(LOG, event_id)
        taken.append((time.perf_counter() - started) * 1000)
        longest = max(longest, len(receipt.path) if receipt else 0)
    yield at_most("a proof of inclusion: hashes, at most", longest, 20, "hashes")
    yield at_most("a proof of inclusion: median", statistics.median(taken), 5, "ms")


def _offline(size: int, progress: Callable[[str], None]) -> Iterator[Row]:
    progress("verifying an export of it, and hashing the same entries")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "export.zip"
        with file.open("wb") as out:
            out.writelines(zipped(members(prepared("A practice", LOG)), timezone.now()))

        def hashed() -> None:
            with zipfile.ZipFile(file) as archive, archive.open("entries.jsonl") as lines:
                for line in lines:
                    hashlib.sha256(b"\x00" + line[:-1]).digest()

        def verified() -> None:
            if verify.main([str(file)], write=lambda text: None):
                raise RuntimeError("The export isn't sound")

        bare, whole = min(seconds(hashed) for _ in range(2)), seconds(verified)
    yield Row(f"hashing {size:,} exported entries", bare, "s")
    yield Row(f"verifying {size:,} exported entries", whole, "s")
    yield at_least("verifying an export: share of the speed of hashing alone", bare / whole, 0.45, "ratio")
