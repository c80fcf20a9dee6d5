"""The page that splits items off: what it asks, and that both requests link to each other."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from requests_app.journey import legal_basis
from requests_app.models import Request
from tests.factories import journeys, rules
from tests.integration.pages.deciding import statements, text_of, url

GIVEN = {"tokens": ["D08"], "reason": "Only the address is compelled", "understood": "on"}


@pytest.fixture
def mixed(team):
    request = journeys.submitted(team, law=rules.law(), requester=rules.coroner())
    return journeys.triaged(team, request, level="V4")


def test_each_page_links_to_the_other(team, as_person, mixed):
    lead = as_person(team.ig_lead)
    done = lead.post(url(mixed, "split"), GIVEN, follow=True)
    new = Request.objects.exclude(pk=mixed.pk).get()
    assert "The items were split off" in text_of(done)
    assert new.reference in text_of(lead.get(mixed.get_absolute_url()))
    assert mixed.reference in text_of(lead.get(new.get_absolute_url()))
    assert "Split off a linked request" in text_of(lead.get(new.get_absolute_url()))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tokens": []}, "Select the items that are split off"),
        ({"tokens": ["D06", "D08"]}, "Leave at least one item"),
        ({"reason": ""}, "Enter why they are split off"),
        ({"understood": ""}, "Tick “I know"),
    ],
    ids=["none", "all", "no reason", "not confirmed"],
)
def test_what_is_missing_is_said(team, as_person, mixed, change, words):
    page = as_person(team.ig_lead).post(url(mixed, "split"), GIVEN | change)
    assert page.status_code == 422
    assert words in text_of(page)
    assert Request.objects.count() == 1


def test_the_legal_basis_page_leads_there_where_there_is_something_to_split(team, as_person, mixed):
    lead = as_person(team.ig_lead)
    assert url(mixed, "split") in lead.get(url(mixed, "legal-basis")).content.decode()
    assert url(mixed, "split") in lead.get(mixed.get_absolute_url()).content.decode()
    single = journeys.triaged(team, journeys.submitted(team, items={"codes": ["D06"], "own_words": []}))
    assert url(single, "split") not in lead.get(url(single, "legal-basis")).content.decode()
    assert url(single, "split") not in lead.get(single.get_absolute_url()).content.decode()


def test_it_shows_what_was_found_so_far(team, as_person, mixed):
    heading = "What the review found so far"
    lead = as_person(team.ig_lead)
    assert heading not in text_of(lead.get(url(mixed, "split")))
    data = rules.legal(mixed, {"D06": "compelled", "D08": "permitted"})
    legal_basis.save(key=mixed.key, by=team.ig_lead, data=data)
    page = text_of(lead.get(url(mixed, "split")))
    assert heading in page
    assert "The law compels it" in page


def test_few_queries(team, as_person, mixed):
    lead = as_person(team.ig_lead)
    lead.get(url(mixed, "split"))
    with CaptureQueriesContext(connection) as found:
        lead.get(url(mixed, "split"))
    assert len(statements(found)) <= 12
