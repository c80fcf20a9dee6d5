"""Write requirements/*.txt anew from pyproject.toml: exact versions with hashes, no registry's address."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = ["uv", "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes"]
COMPILE += ["--no-header", "--quiet", "--upgrade", "pyproject.toml"]
BASE, DEV = "requirements/base.txt", "requirements/dev.txt"


def main() -> int:
    """Compile both files; the second holds the first's versions. Returns the exit code."""
    for more in (["-o", BASE], ["-c", BASE, "--group", "dev", "-o", DEV]):
        code = subprocess.run([sys.executable, "-m", *COMPILE, *more], cwd=ROOT, check=False).returncode
        if code != 0:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
