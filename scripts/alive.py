"""What containers ask about themselves, with the standard library alone: it runs every half minute.

`python -m scripts.alive ADDRESS` asks a page; `python -m scripts.alive FILE SECONDS` asks whether a program
has written its file lately, under that name or with an ending.
"""

import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PATIENCE = 8  # seconds; a container's check ends at 10


def main(words: list[str]) -> int:
    """Exit code 0 when it is well, 1 when not; says why."""
    said = wrong_with_file(Path(words[0]), float(words[1])) if len(words) == 2 else wrong_with_page(words[0])
    if said:
        sys.stderr.write(f"{said}\n")
    return 1 if said else 0


def wrong_with_page(address: str) -> str:
    """Why the page does not answer 200, or nothing."""
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE):  # noqa: S310 - our own address
            return ""
    except urllib.error.HTTPError as problem:
        with problem:
            return f"{address} answers {problem.code}: {problem.read(500).decode(errors='replace')}"
    except OSError as problem:
        return f"{address} does not answer: {problem}"


def wrong_with_file(file: Path, seconds: float) -> str:
    """Why the file was not written lately, or nothing."""
    written = [found.stat().st_mtime for found in file.parent.glob(f"{file.name}*")]
    if not written:
        return f"{file} is not there"
    age = time.time() - max(written)
    return f"{file} was last written {age:.0f} s ago" if age > seconds else ""


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
