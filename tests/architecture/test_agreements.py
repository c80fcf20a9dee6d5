"""A practice joins an agreement by its own two people: one module writes that, and nothing else does."""

import re

from tests.support.sources import files, named

WRITER = "requests_app/journey/agreement_joining.py"
WRITES = re.compile(
    r"AgreementJoining(\.objects\.(create|bulk_create|get_or_create|update_or_create|update)\b|\()"
    r"|joinings\.(create|add|set|update|get_or_create|update_or_create|bulk_create)\b"
    r"|requests_app_agreementjoining",
)
# What describes the table, and what reads or guards it.
DESCRIBED = ("requests_app/models/agreement.py", "requests_app/migrations/")


def test_one_module_writes_a_joining() -> None:
    found = {
        named(path)
        for path in files(".py")
        if not named(path).startswith(("tests/", *DESCRIBED)) and WRITES.search(path.read_text())
    }
    assert found == {WRITER}
