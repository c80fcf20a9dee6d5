"""Exports of a signed ledger for tests, as files in a folder, and the verifier's word on them."""

import io
import uuid
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audit.desk.verifiable.archive import zipped
from audit.desk.verifiable.contents import members, prepared
from audit.ledger.api import log_name
from audit.verifier import verify
from tests.factories.ledger import entry_text


def fill(owner: Any, practice: uuid.UUID, many: int) -> None:
    """So many entries of a practice's log, quickly."""
    texts = [entry_text(practice=practice, facts={"number": number}) for number in range(many)]
    owner.execute("INSERT INTO ledger_event (entry) SELECT unnest(%s)", [texts])


def exported(practice: uuid.UUID, folder: Path) -> Path:
    """The export of a practice's log, unpacked."""
    export = prepared("Larkmoor Road Surgery", log_name(practice))
    data = b"".join(zipped(members(export), export.newest.signed_at))
    return unpacked(data, folder)


def unpacked(data: bytes, folder: Path) -> Path:
    """A ZIP file's files in a folder."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder


@dataclass
class Said:
    """What the verifier said."""

    code: int
    lines: list[str] = field(default_factory=list)

    def __contains__(self, words: str) -> bool:
        return words in "".join(self.lines)

    def under(self, heading: str) -> str:
        """The part under one heading."""
        return next((part for part in self.lines if part.startswith(f"{heading}:")), "")


def verified(export: Path, *words: Any) -> Said:
    """The verifier run in this process on an export, with its other words."""
    said = Said(-1)
    said.code = verify.main([str(export), *map(str, words)], said.lines.append)
    return said


def keys_in(export: Path) -> list[str]:
    """The keys that came with an export."""
    return [line for line in (export / "keys.txt").read_text().splitlines() if not line.startswith("#")]


def files_in(export: Path, starts: Iterable[str]) -> list[Path]:
    """The files of an export whose names start so, by name."""
    found = [path for path in sorted(export.rglob("*")) if path.is_file()]
    return [path for path in found if path.relative_to(export).as_posix().startswith(tuple(starts))]
