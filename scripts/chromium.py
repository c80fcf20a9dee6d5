"""Chromium for the browser tests: the machine's own, or one that is installed here."""

import os
import shutil
import subprocess
import sys

APT = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium"]


def check() -> tuple[bool, str]:
    """Whether there is a Chromium, installing one if there isn't, and what was printed."""
    if shutil.which("chromium"):
        return True, ""
    said = []
    if os.geteuid() == 0 and shutil.which("apt-get"):
        for words in (["apt-get", "update", "--quiet"], APT):
            said.append(_run(words)[1])
        if shutil.which("chromium"):
            return True, ""
    passed, output = _run([sys.executable, "-m", "playwright", "install", "chromium"])
    return passed, "\n".join([*said, output, "Install Chromium by hand (the package is called chromium)."])


def _run(words: list[str]) -> tuple[bool, str]:
    ended = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return ended.returncode == 0, ended.stdout
