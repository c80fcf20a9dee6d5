"""The ZIP file is made while it is sent: readable, the same each time, and never whole in memory."""

import io
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from audit.desk.verifiable.archive import FIRST, LAST, SEND_AT, Member, zipped

AT = datetime(2026, 11, 22, 12, 30, 40, tzinfo=UTC)
PIECE = bytes(range(256)) * 4


def members(many: int) -> Iterator[Member]:
    yield "README.txt", b"Read this.\n" * 99, True
    yield "empty", b"", True
    yield "long", (PIECE for _ in range(many)), True
    for number in range(many):
        yield f"tile/0/{number:03}", PIECE * 8, False


def test_it_is_a_zip_file_that_reads_back() -> None:
    data = b"".join(zipped(members(20), AT))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        for name, content, packed in members(20):
            whole = content if isinstance(content, bytes) else b"".join(content)
            assert archive.read(name) == whole
            info = archive.getinfo(name)
            assert info.compress_type == (zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED)
            assert info.date_time == (2026, 11, 22, 12, 30, 40)
            assert info.external_attr >> 16 == 0o100644


def test_the_same_members_make_the_same_bytes_wherever_it_is_made() -> None:
    there = AT.astimezone(timezone(timedelta(hours=9)))
    assert b"".join(zipped(members(3), AT)) == b"".join(zipped(members(3), there))


def test_nothing_makes_a_zip_file_too() -> None:
    assert zipfile.ZipFile(io.BytesIO(b"".join(zipped([], AT)))).namelist() == []


def test_memory_holds_a_piece_and_a_line_for_each_file() -> None:
    many, sizes, blocks = 3000, [], []
    for piece in zipped(members(many), AT):
        sizes.append(len(piece))
        blocks.append(sys.getallocatedblocks())
    assert sum(sizes) > 20_000_000
    assert max(sizes[:-1]) < SEND_AT + 40_000  # the last is the table of contents
    assert len(sizes) > 100
    assert blocks[-1] - blocks[5] < many * 12


@pytest.mark.parametrize(
    ("year", "dated"),
    [(1979, FIRST), (1980, (1980, 6, 1, 12, 0, 0)), (2107, (2107, 6, 1, 12, 0, 0)), (2108, LAST)],
)
def test_a_date_that_no_zip_file_knows_becomes_the_nearest(year: int, dated: tuple[int, ...]) -> None:
    data = b"".join(zipped(members(1), datetime(year, 6, 1, 12, tzinfo=UTC)))
    assert {info.date_time for info in zipfile.ZipFile(io.BytesIO(data)).infolist()} == {dated}
