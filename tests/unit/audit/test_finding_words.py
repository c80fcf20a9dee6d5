"""Every kind of finding has words."""

import re

from audit.desk.finding_words import FINDINGS, finding_in_words
from tests.support.sources import ROOT

CODES = re.compile(
    r'(?:Problem|Finding)\([^"]*?"([a-z_]+)"|yield "([a-z_]+)", |Finding\([^"]*, "([a-z_]+)"', re.DOTALL
)


def test_every_code_of_the_ledgers_findings_has_words() -> None:
    sources = [path.read_text() for path in (ROOT / "audit" / "ledger").glob("verifying*.py")]
    codes = {next(filter(None, found)) for text in sources for found in CODES.findall(text)}
    assert len(codes) > 12
    assert codes <= set(FINDINGS)


def test_a_code_without_words_stays_a_code() -> None:
    assert finding_in_words("missing") == "An entry is missing"
    assert finding_in_words("new_kind") == "new_kind"
