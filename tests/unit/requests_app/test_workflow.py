"""The workflow's table is complete: every name in it resolves, and every state says what people need."""

import importlib
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from audit.ledger.api import is_view, label_of, registered_events
from practices.roles import PERMISSIONS
from requests_app import events, policies, workflow
from requests_app.management.commands.write_workflow_diagram import PAGE, page
from requests_app.models import Participation
from requests_app.presenters.actions import ASIDE, MAIN, PAGE_OF_VERB
from requests_app.workflow import STATES, TRANSITIONS, State

# The colours that the tag component knows.
COLOURS = {"white", "grey", "green", "aqua-green", "blue", "purple", "pink", "red", "orange", "yellow"}
KEY = "00000000-0000-0000-0000-000000000000"


def name_of(row: workflow.Transition) -> str:
    return f"{row.source}-{row.verb}"


def test_every_state_says_what_people_need() -> None:
    assert set(STATES) == set(State)
    for state, info in STATES.items():
        assert info.label, state
        assert info.waiting_for, state
        assert info.colour in COLOURS, state
        assert info.owner in PERMISSIONS, state


def test_the_tag_component_knows_these_colours() -> None:
    template = (Path(settings.BASE_DIR) / "templates/components/state_tag.jinja").read_text()
    for colour in COLOURS:
        assert f'"{colour}"' in template


@pytest.mark.parametrize("row", TRANSITIONS, ids=name_of)
def test_every_name_of_a_transition_resolves(row: workflow.Transition) -> None:
    by_the_system = ("expire", "lapse", "agreement_fell", "consent_withdrawn")
    assert row.permission in PERMISSIONS or row.verb in by_the_system
    assert callable(policies.guard(row.guard))
    assert row.event in {known.name for known in registered_events()}
    assert not is_view(row.event)
    assert row.part in ("", Participation.PREPARES, Participation.DECIDES)
    assert row.label
    assert set(row.notifies) <= set(PERMISSIONS)
    importlib.import_module(f"requests_app.journey.{row.step}")


@pytest.mark.parametrize("row", TRANSITIONS, ids=name_of)
def test_every_transition_that_people_make_has_a_page(row: workflow.Transition) -> None:
    if not row.permission:
        assert row.verb not in PAGE_OF_VERB
        return
    name = PAGE_OF_VERB[row.verb]
    assert name in {**MAIN, **ASIDE}
    assert reverse(name, args=[KEY]).startswith(f"/requests/{KEY}/")


@pytest.mark.parametrize("name", [*MAIN, *ASIDE])
def test_every_link_of_the_request_page_leads_somewhere(name: str) -> None:
    assert reverse(name, args=[KEY])


def test_every_event_has_words() -> None:
    for event in (*events.CHANGES, *events.VIEWS):
        assert label_of(event)
    assert all(is_view(event) for event in events.VIEWS)


def test_every_state_but_closed_can_be_left_and_every_state_reached() -> None:
    reached = {row.target for row in TRANSITIONS} | {State.DRAFT}
    assert set(State) <= reached
    assert {row.source for row in TRANSITIONS} == set(State)


def test_a_verb_in_a_state_is_one_transition() -> None:
    assert workflow.find("approve", State.DECISION).target is State.APPROVED
    assert workflow.find("approve", State.TRIAGE) is None


def test_preparing_and_deciding_are_never_one_permission() -> None:
    """INV-11: a permission whose transitions prepare has none that decide."""
    deciding = {row.permission for row in TRANSITIONS if row.part == Participation.DECIDES}
    assert deciding == {"decide_request"}
    preparing = {row.permission for row in TRANSITIONS if row.part == Participation.PREPARES}
    assert "decide_request" not in preparing


def test_the_page_in_the_docs_fits_the_table() -> None:
    written = (Path(settings.BASE_DIR) / PAGE).read_text(encoding="utf-8")
    assert written == page(), "run `python manage.py write_workflow_diagram`"


def test_the_page_names_every_transition() -> None:
    text = page()
    for row in TRANSITIONS:
        assert f"`{row.verb}`" in text


def test_two_rows_with_one_verb_and_source_are_refused_by_name() -> None:
    row = TRANSITIONS[0]
    with pytest.raises(ValueError, match=rf"{row.verb}.*{row.source.value}"):
        workflow.index_rows((*TRANSITIONS, row))
    assert len(workflow.index_rows(TRANSITIONS)) == len(TRANSITIONS)
