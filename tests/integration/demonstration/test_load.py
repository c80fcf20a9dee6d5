"""The demonstration is made through the journey, so loading it proves the road at every point."""

from collections import Counter

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from pytest_django import Settings

from audit.ledger.api import known_logs, verify_log
from practices.models import Person
from requests_app.demonstration import load
from requests_app.models import Request
from requests_app.workflow import State
from tests.support.sources import ROOT

README = (ROOT / "README.md").read_text()


# What the README sends people to see in their first five minutes, on their own first page.
PROMISED = {
    "pell.osgathorpe": "To be triaged",
    "juno.farrowdale": "Log an approach",
    "sunniva.hartwellby": "Legal basis to be reviewed",
    "oda.kestlebrook": "Public interest to be weighed",
    "imre.vantongeren": "Family Court",
    "bettina.kilnsey": "Y99991-",
    "sorrel.amblecote": "Northmere Police",
    "wren.aldersty": "All requests",
    "teal.marchbanks": "People and roles",
}


@pytest.mark.django_db
def test_it_is_what_the_readme_promises(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    """Loaded once for all that is asked of it: it goes the whole road some fifty times."""
    call_command("demonstration_people")
    assert capsys.readouterr().out == ""

    call_command("load_demonstration")
    call_command("load_demonstration")  # safe to repeat

    assert "already" in capsys.readouterr().out
    it_fills_three_practices_and_every_log_verifies()
    everybody_finds_their_own(client)
    call_command("demonstration_people")
    listed = capsys.readouterr().out
    assert "pell.osgathorpe@surgery.example" in listed
    assert "Caldicott guardian, Quillhaven Medical Centre" in listed


def it_fills_three_practices_and_every_log_verifies() -> None:
    states = Counter(Request.objects.values_list("state", flat=True))
    assert sum(states.values()) >= 46
    assert {State.DRAFT, State.TRIAGE, State.DECISION, State.APPROVED, State.CLOSED} <= set(states)
    assert Request.objects.values("practice").distinct().count() == 3
    assert load.loaded()
    for log in known_logs():
        *_, last = verify_log(log)
        assert (last.checked, last.findings) == (last.size, [])
        assert last.size > 0


def everybody_finds_their_own(client: Client) -> None:
    for name, words in PROMISED.items():
        person = Person.objects.get(email=f"{name}@surgery.example")
        client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
        assert words in client.get("/").content.decode(), name
        assert person.full_name in README, name


@pytest.mark.django_db
def test_it_is_never_loaded_in_production(settings: Settings) -> None:
    settings.ENVIRONMENT = "production"
    with pytest.raises(CommandError, match="never"):
        call_command("load_demonstration")
