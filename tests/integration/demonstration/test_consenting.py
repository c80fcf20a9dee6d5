"""The demonstration's consented request left on its consent; the withdrawn one is back at its review."""

import pytest

from consent.models import Asking, Consent
from requests_app.demonstration import consenting, load
from requests_app.demonstration.people import LARKMOOR, set_up


@pytest.mark.django_db
def test_each_is_played_to_its_end() -> None:
    stage = set_up(LARKMOOR)
    sent = load.play(consenting.HOUSING, stage, {})
    assert sent.state == "disclosed"
    assert Consent.objects.get(for_request=sent.key).withdrawn_at is None
    back = load.play(consenting.DEBT, stage, {})
    assert back.state == "legal_basis"
    assert back.status_changes.order_by("number").last().verb == "consent_withdrawn"
    assert Consent.objects.get(for_request=back.key).withdrawn_at is not None
    assert {asking.answer for asking in Asking.objects.all()} == {"given"}
