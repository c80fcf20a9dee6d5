"""What holds for every file of the project."""

import re

from tests.support.sources import ROOT, files, named

LONGEST = 300  # lines
# Goes out with every export, as one file that an auditor reads through: it can't be divided.
ALONE = {"audit/verifier/verify.py": 460}
# Written in two parts, so that this file doesn't find itself.
REGISTRIES = re.compile(
    "|".join(["pypi" + r"\.org", "pythonhosted" + r"\.org", "registry" + r"\.npmjs", r"/simple" + "/"])
)
MACHINES = re.compile(
    r"(?<![\w.$}/-])/(?:"
    + "|".join(["ho" + "me", "ro" + "ot", "Use" + "rs", "wo" + "rk", "op" + "t"])
    + r")/\w"
)


def test_no_file_is_longer_than_it_can_be_read() -> None:
    long = {
        named(path): lines
        for path in files(".py", ".jinja", ".js", ".css")
        if "/migrations/" not in str(path)
        and (lines := len(path.read_text().splitlines())) > ALONE.get(named(path), LONGEST)
    }
    assert not long, "A file past 300 lines is a sign that two rooms share a wall"


def test_no_view_asks_the_database_itself() -> None:
    found = [
        f"{named(path)}:{number}"
        for path in files(".py")
        if path.name == "views.py" or "views" in path.relative_to(ROOT).parts[:-1]
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"\.(objects|_default_manager|_base_manager)\b", line)
    ]
    assert not found, "A view gets what the person may see from the selectors"


def test_no_registry_and_no_machine_is_named() -> None:
    found = []
    for path in [*files(), ROOT / ".npmrc", ROOT / ".ci" / "run"]:
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        found += [
            f"{named(path)}:{number}"
            for number, line in enumerate(text.splitlines(), 1)
            if REGISTRIES.search(line) or MACHINES.search(line)
        ]
    assert not found
