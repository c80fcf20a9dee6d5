"""The demonstration is made through the journey, so loading it proves the road at every point."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from audit.ledger.api import known_logs, verify_log
from requests_app.demonstration import load
from requests_app.models import Request
from requests_app.workflow import State


@pytest.mark.django_db
def test_it_fills_three_practices_and_every_log_verifies(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_demonstration")
    call_command("load_demonstration")  # safe to repeat

    states = Counter(Request.objects.values_list("state", flat=True))
    assert sum(states.values()) >= 46
    assert {State.DRAFT, State.TRIAGE, State.DECISION, State.APPROVED, State.CLOSED} <= set(states)
    assert Request.objects.values("practice").distinct().count() == 3
    assert load.loaded()
    for log in known_logs():
        *_, last = verify_log(log)
        assert (last.checked, last.findings) == (last.size, [])
        assert last.size > 0
    assert "already" in capsys.readouterr().out


@pytest.mark.django_db
def test_it_lists_the_people_to_sign_in_as(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demonstration_people")
    assert capsys.readouterr().out == ""
    call_command("load_demonstration")
    capsys.readouterr()

    call_command("demonstration_people")

    listed = capsys.readouterr().out
    assert "pell.osgathorpe@surgery.example" in listed
    assert "Caldicott guardian, Quillhaven Medical Centre" in listed


@pytest.mark.django_db
def test_it_is_never_loaded_in_production(settings: Settings) -> None:
    settings.ENVIRONMENT = "production"
    with pytest.raises(CommandError, match="never"):
        call_command("load_demonstration")
