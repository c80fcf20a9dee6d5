"""Make `.venv` and install what requirements/NAME.txt pins, checked by hash. Quick when nothing changed.

`python3 scripts/set_up.py base|dev`. Runs on the machine's own Python before anything is installed, so it
uses the standard library alone and looks for a newer Python itself when it is started by an old one.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
NEWER = ["python3.%d" % minor for minor in range(20, OLDEST[1] - 1, -1)]  # noqa: UP031 - old Pythons read this


def main():
    """Bring the environment up to date; returns the exit code."""
    if sys.version_info < OLDEST:
        return use_newer_python()
    kind = sys.argv[1] if len(sys.argv) > 1 else "base"
    requirements = ROOT / "requirements" / f"{kind}.txt"
    state = ROOT / ".local"
    state.mkdir(exist_ok=True)
    with (state / "set_up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp, wanted = VENV / f".{kind}-installed", fingerprint(requirements)
        if works() and stamp.exists() and stamp.read_text() == wanted:
            return 0
        if not works() and not make_venv():
            return 1
        say(f"Installing requirements/{kind}.txt into .venv")
        command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        command += ["--require-hashes", "--requirement", requirements]
        if subprocess.run(command, check=False).returncode != 0:
            say("Installing failed; pip says why above. Without a network, point pip at your own index.")
            return 1
        if kind == "dev":  # holds all that base does
            (VENV / ".base-installed").write_text(fingerprint(ROOT / "requirements" / "base.txt"))
        stamp.write_text(wanted)
    return 0


def use_newer_python():
    """Start again with a newer Python where the machine has one."""
    for name in NEWER:
        found = shutil.which(name)
        if found and subprocess.run([found, "-c", ""], check=False).returncode == 0:
            os.execv(found, [found, *sys.argv])  # noqa: S606
    say("Disclosure Desk needs Python 3.11 or newer; this is {}.{}.".format(*sys.version_info))
    return 1


def works():
    """Whether .venv has a Python that runs: the one it was made from may have gone."""
    try:
        return (
            subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode
            == 0
        )
    except OSError:
        return False


def make_venv():
    """Make .venv anew; False, with a sentence, where this Python can't."""
    say(f"Making .venv with Python {sys.version_info[0]}.{sys.version_info[1]}")
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        say(made.stdout + made.stderr)
        say("This Python can't make a virtual environment. On Debian: apt install python3-venv")
    return made.returncode == 0


def fingerprint(requirements):
    """What an installation depends on."""
    digest = hashlib.sha256(requirements.read_bytes())
    digest.update(sys.version.encode())
    return digest.hexdigest()


def say(line):
    """One line to the terminal."""
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
