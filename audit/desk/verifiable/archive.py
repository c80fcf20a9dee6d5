"""A ZIP file made while it is sent: memory holds one file of it, and a line of its table of contents each."""

import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

SEND_AT = 64 * 1024  # bytes that are worth sending
#: The first and the last moment that a ZIP file can name.
FIRST, LAST = (1980, 1, 1, 0, 0, 0), (2107, 12, 31, 23, 59, 58)
#: A file's name, and its bytes whole or piece by piece. Hashes can't be compressed: give `packed` False.
Member = tuple[str, bytes | Iterable[bytes], bool]


class _Outlet:
    """Where ZipFile writes to: what it wrote can be taken, and nothing can be written anew."""

    def __init__(self) -> None:
        self.written = bytearray()

    def write(self, data: bytes, /) -> int:
        self.written += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """What was written stays to be taken."""

    def take(self, least: int = 1) -> Iterator[bytes]:
        if len(self.written) >= least:
            yield bytes(self.written)
            self.written.clear()


def zipped(members: Iterable[Member], at: datetime) -> Iterator[bytes]:
    """The ZIP file of these members, all dated `at`: the same members make the same bytes.

    A ZIP file knows no date before 1980 or after 2107: what lies beyond gets the nearest that it knows.
    """
    outlet, dated = _Outlet(), max(FIRST, min(at.astimezone(UTC).timetuple()[:6], LAST))
    with zipfile.ZipFile(outlet, "w") as archive:
        for name, content, packed in members:
            info = zipfile.ZipInfo(name, dated)
            info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            info.external_attr = 0o100644 << 16  # a file that everybody may read, once unpacked
            if isinstance(content, bytes):
                archive.writestr(info, content)
                yield from outlet.take(SEND_AT)
                continue
            with archive.open(info, "w", force_zip64=True) as file:
                for piece in content:
                    file.write(piece)
                    yield from outlet.take(SEND_AT)
    yield from outlet.take()
