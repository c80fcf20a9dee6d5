"""Writing a file so that a power cut leaves the old one or the new one, whole."""

import os
from pathlib import Path

OURS = 0o600  # the signer's alone
EVERYBODYS = 0o644  # published: the application reads it as another user


def write(path: Path, text: str, *, mode: int = OURS) -> None:
    """Replace the file at once, and return when it is on the disk. Makes the folder where it is missing."""
    if not path.parent.exists():
        path.parent.mkdir(parents=True, mode=0o700)
        _to_disk(path.parent.parent)
    fresh = path.with_name(f"{path.name}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w") as file:
        os.fchmod(descriptor, mode)  # whatever the umask takes away
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    fresh.replace(path)
    _to_disk(path.parent)


def _to_disk(folder: Path) -> None:
    """A name is on the disk when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
