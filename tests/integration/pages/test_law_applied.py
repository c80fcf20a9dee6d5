"""An old case shows the law as it was applied, and what has changed since."""

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from kit.dates import long_date
from requests_app.journey import pinning
from requests_app.law import Catalogue, catalogue, stored
from requests_app.models import CatalogueVersion, Request
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.factories.law import another_law
from tests.support.queries import MOST_A_PAGE, counted

pytestmark = pytest.mark.django_db

THEN = (
    ("factors.toml", 'label = "Risk of death or serious harm, imminent"', 'label = "Mortal danger"'),
    (
        "powers_2_crime.toml",
        "DPA 2018 Sch 2 Pt 1 para 2 (a request",
        "Data Protection Act 1998 s.29 (a request",
    ),
    ("items.toml", 'label = "Current address"', 'label = "Abode"'),
    ("powers_4_safeguarding_and_deaths.toml", 'label = "Coroner\'s notice"', 'label = "Coroner\'s paper"'),
    ("outcomes.toml", 'label = "Disclosed in full"', 'label = "Given in full"'),
    ("exemptions.toml", "in_force_to = 2024-03-07", "in_force_to = 2024-03-06"),
)


@pytest.fixture
def then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    """Another version of the law, applied by every step from now on, and unknown to the pages' process."""
    law = another_law(tmp_path / "then", *THEN)
    monkeypatch.setattr(pinning, "catalogue", lambda: law)
    monkeypatch.setattr(stored, "_KEPT", {})
    return law


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def since(request: Request, version: str) -> str:
    return f"{request.get_absolute_url()}law/{version[:12]}/"


def test_the_request_speaks_the_law_of_its_time(team: Team, then: Catalogue, as_person: Callable) -> None:
    request = journeys.approved(team)
    for address in (request.get_absolute_url(), f"{request.get_absolute_url()}print/"):
        page = read(as_person(team.ig_lead), address)
        assert "The law has changed since." in page
        assert f"applied the law as of {long_date(timezone.now())}, version {then.version[:12]}." in page
        assert "The decision, the public-interest review, the legal-basis review, the triage applied" in page
        assert since(request, then.version) in page
        for words in ("F1 Mortal danger", "Data Protection Act 1998 s.29", "D06 Abode", "Given in full"):
            assert words in page, words


def test_what_was_used_comes_first_then_the_rest(team: Team, then: Catalogue, as_person: Callable) -> None:
    request = journeys.approved(team)
    page = read(as_person(team.auditor), since(request, then.version))
    ours, rest = page.split('id="rest-heading"')
    assert "Powers: PO-01" in ours
    assert "Then: Data Protection Act 1998 s.29" in ours
    assert "Now: DPA 2018 Sch 2 Pt 1 para 2" in ours
    assert "Then: Abode" in ours
    assert "Factors of the test: F1 Risk of death or serious harm, imminent" in ours
    assert "3 other entries changed" not in ours
    assert "2 other entries changed" in rest
    assert "Coroner's paper" in unescape(rest)
    assert "In force to (text from 31 January 2022)" in rest


def test_what_was_done_under_todays_law_says_nothing_of_it(team: Team, as_person: Callable) -> None:
    request = journeys.approved(team)
    page = read(as_person(team.ig_lead), request.get_absolute_url())
    assert "The law has changed since" not in page
    assert as_person(team.ig_lead).get(since(request, catalogue().version)).status_code == 404


def test_reviews_under_two_versions_have_a_notice_each(
    team: Team, then: Catalogue, as_person: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    monkeypatch.setattr(pinning, "catalogue", catalogue)
    request = journeys.legally_reviewed(team, request)
    page = read(as_person(team.ig_lead), request.get_absolute_url())
    assert page.count("The law has changed since.") == 1
    assert "The triage applied the law as of" in page
    assert "D06 Current address" in page


def test_nothing_changed_that_it_used(team: Team, tmp_path: Path, as_person: Callable, monkeypatch) -> None:
    law = another_law(tmp_path / "then", THEN[3])
    monkeypatch.setattr(pinning, "catalogue", lambda: law)
    request = journeys.approved(team)
    page = read(as_person(team.ig_lead), since(request, law.version))
    assert "Nothing that this request used has changed" in page
    assert "1 other entry changed" in page
    monkeypatch.setattr(stored, "_KEPT", {law.version: catalogue()})
    assert "Nothing else has changed" in read(as_person(team.ig_lead), since(request, law.version))


def test_a_version_that_was_not_kept_is_said_and_read_by_todays_law(team: Team, as_person: Callable) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    request.triage_set.update(catalogue_version="f" * 64)
    page = read(as_person(team.ig_lead), request.get_absolute_url())
    assert f"The triage applied version {'f' * 12} of the law, whose text was not kept." in page
    assert as_person(team.ig_lead).get(since(request, "f" * 64)).status_code == 404


@pytest.mark.parametrize("version", ["0", "powers", "%s"])
def test_only_a_version_that_the_request_pinned(
    team: Team, then: Catalogue, as_person: Callable, version: str
) -> None:
    request = journeys.approved(team)
    short = then.version[:11] if version == "%s" else version
    assert as_person(team.ig_lead).get(f"{request.get_absolute_url()}law/{short}/").status_code == 404


def test_who_does_not_see_the_request_does_not_see_this(
    team: Team, then: Catalogue, as_person: Callable
) -> None:
    request = journeys.approved(team)
    assert as_person(team.front_desk).get(since(request, then.version)).status_code == 404


def test_few_queries_also_where_the_old_law_is_read_first(
    team: Team, then: Catalogue, as_person: Callable
) -> None:
    request = journeys.approved(team)
    client = as_person(team.ig_lead)
    for address in (request.get_absolute_url(), since(request, then.version)):
        with counted() as asked:
            client.get(address)
        assert len(asked) <= MOST_A_PAGE, "\n".join(asked)
    assert CatalogueVersion.objects.count() == 1
