"""What looks wrong about a requester. Real suffixes are used here and nowhere else."""

import pytest
from django.test import override_settings

from requests_app.models import Requester
from requests_app.presenters.requester_signals import email_signal, reference_signal, signals_of, within


@pytest.mark.parametrize(
    ("email", "kind"),
    [
        ("", "police"),
        ("a@northumbria.police.uk", "police"),
        ("A@HomeOffice.GOV.UK", "home_office"),
        ("a@b.cjsm.net", "police"),
        ("a@somebody.example", "police"),
        ("a@smith-and-jones.co.uk", "solicitor_other"),
    ],
)
def test_nothing_to_say(email: str, kind: str) -> None:
    assert email_signal(email, kind) == ""


@pytest.mark.parametrize("email", ["a@gmail.com", "a@mail.outlook.com", "a@HOTMAIL.co.uk"])
def test_free_mail_holds(email: str) -> None:
    assert "free mail" in email_signal(email, "police")


@pytest.mark.parametrize(
    "email",
    [
        "a@police-uk.com",
        "a@northumbriapolice.uk",
        "a@gov.uk.verify.com",
        "a@homeoffice-gov.uk.com",
        "a@nhs.mail.com.ru",
        "a@county-court.com",
    ],
)
def test_a_lookalike_holds(email: str) -> None:
    assert "looks official but is not" in email_signal(email, "solicitor_other")


def test_an_office_writes_from_elsewhere() -> None:
    assert "not of a government" in email_signal("a@contractor.com", "home_office")


def test_the_domain_for_examples_is_unremarkable_only_outside_production() -> None:
    with override_settings(ENVIRONMENT="production"):
        assert email_signal("a@northmere.police.example", "police")


def test_within_is_anchored_at_a_dot() -> None:
    assert within("x.gov.uk", ("gov.uk",))
    assert not within("xgov.uk", ("gov.uk",))


@pytest.mark.parametrize(
    ("reference", "kind", "found"),
    [
        ("A0000000", "home_office", True),
        (" a0000000/001 ", "home_office", True),
        ("A1234567", "home_office", False),
        ("A0000000", "police", False),
    ],
)
def test_the_home_offices_placeholder_names_no_case(reference: str, kind: str, found: bool) -> None:
    assert bool(reference_signal(reference, kind)) is found


def test_everything_is_said_at_once() -> None:
    requester = Requester(email="a@gmail.com", kind="home_office", their_reference="A0000000")

    assert len(signals_of(requester)) == 2
