"""What a pass integrates and signs, and that verification agrees with it."""

import uuid

import pytest

from audit.ledger.api import ROOT_LOG, Progress, newest_checkpoint, verify_log
from audit.ledger.formats import notes
from audit.ledger.models import RootLeaf, Tree
from audit.ledger.public_keys import verifier_keys
from tests.factories.ledger import recorded
from tests.support.signing import TestSigner

pytestmark = pytest.mark.django_db(transaction=True)


def verified(log: str) -> Progress:
    *_, last = verify_log(log)
    return last


def test_a_pass_integrates_and_signs_every_log_and_the_root_log_over_them(signer: TestSigner) -> None:
    practice = uuid.uuid4()
    for _ in range(3):
        recorded()
    recorded(practice=practice)
    signer.sign()

    for log, size in (("site", 3), (f"practice/{practice}", 1), (ROOT_LOG, 2)):
        last = verified(log)
        assert last.findings == []
        assert (last.size, last.checkpoints, last.signed_to, last.signatures) == (size, 1, size, True)
        signed = newest_checkpoint(log)
        assert signed
        assert notes.verified(signed.note, verifier_keys(signed.origin))
        assert bytes(Tree.objects.get(log=log).root_hash) == signed.root == signer.state(log).checkpoint.root
    assert list(RootLeaf.objects.values_list("of_origin", flat=True)) == sorted(
        f"disclosure-desk.localhost/{log}" for log in ("site", f"practice/{practice}")
    )
