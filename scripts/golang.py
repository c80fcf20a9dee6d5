"""Go and its packages for signed notes and trees, for the tests that let them check the ledger's formats."""

import os
import shutil
import subprocess
from pathlib import Path

PACKAGES = ("golang-go", "golang-golang-x-mod-dev")
#: Debian's sources of Go packages, as a GOPATH.
SOURCES = Path("/usr/share/gocode")
SUMDB = SOURCES / "src" / "golang.org" / "x" / "mod" / "sumdb"
MISSING = f"Go's note and tlog packages aren't here (Debian: {', '.join(PACKAGES)})"


def there() -> bool:
    """Whether the tests can build their program."""
    return bool(shutil.which("go")) and SUMDB.is_dir()


def check() -> tuple[bool, str]:
    """Install what is missing where that is possible. Without it the tests that need it say so."""
    if not there() and os.geteuid() == 0 and shutil.which("apt-get"):
        for words in (["update"], ["install", "--yes", "--no-install-recommends", *PACKAGES]):
            subprocess.run(["apt-get", "--quiet", *words], capture_output=True, check=False)  # noqa: S607
    return True, "" if there() else f"{MISSING}: their tests are left out."
