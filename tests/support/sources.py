"""The project's own files, for tests that read them."""

import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Made here, and never committed.
MADE = {"node_modules", "staticfiles", "test-results", "__pycache__", "nhsuk"}


def files(*endings: str, under: str = "") -> Iterator[Path]:
    """The files below a folder, those with one of the endings; hidden folders hold none of ours."""
    for folder, inner, names in os.walk(ROOT / under):
        inner[:] = sorted(name for name in inner if name not in MADE and not name.startswith("."))
        for name in sorted(names):
            if not endings or name.endswith(endings):
                yield Path(folder) / name


def named(path: Path) -> str:
    """A file's path inside the project."""
    return str(path.relative_to(ROOT))
