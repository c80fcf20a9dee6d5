"""What the tests of the signer share: a witness."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audit.ledger.api import ROOT_LOG
from audit.ledger.formats import notes
from audit.ledger.signing.key_files import signing_keys
from audit.ledger.trees import first_origin
from tests.factories.ledger import recorded
from tests.support.signing import TestSigner
from tests.support.witnesses import Serving, serving


@pytest.fixture
def witness(signer: TestSigner, tmp_path: Path, settings: Any) -> Iterator[Serving]:
    """A witness that knows the root log, and that the signer knows."""
    recorded()
    signer.sign()
    origin = first_origin(ROOT_LOG)
    key = notes.VerifierKey(origin, notes.public_bytes(signing_keys()[0]))
    with serving(tmp_path / "witness", [str(key)]) as found:
        settings.LEDGER_WITNESSES = [f"{found.key}@{found.url}/"]
        yield found
