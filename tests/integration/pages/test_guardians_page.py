"""The guardian's page: everything that the decision needs, and what the record says to each principle."""

import re

from requests_app.journey import advice
from requests_app.law.loader import catalogue
from requests_app.models import Request
from requests_app.presenters import deciding
from requests_app.presenters import decision as read
from requests_app.presenters.principles import SILENT, principles
from requests_app.selectors import load_story
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.factories.overrides import past, propose, stopped
from tests.integration.pages.browsing import opened


def page_of(team: Team, request: Request) -> str:
    response = opened(team.caldicott_guardian, "decision", request)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def says(request: Request) -> dict[str, tuple[str, ...]]:
    case = load_story(request)
    found = principles(case, deciding.likely_recipient(case))
    return dict(zip(catalogue().caldicott, (one.says for one in found), strict=True))


def test_all_of_it_is_on_one_page_in_order(team: Team) -> None:
    request = journeys.at_decision(team)
    advice.ask(key=request.key, by=team.ig_lead, adviser="legal", question="May the address go?")
    page = page_of(team, request)
    parts = [
        "who",
        "what",
        "law",
        "item-by-item",
        "items",
        "public-interest",
        "advice",
        "match",
        "principles",
    ]
    places = [page.index(f'id="{part}"') for part in parts]
    assert places == sorted(places)
    assert places[-1] < page.index('id="your-decision"')


def test_each_principle_has_its_question_and_what_the_record_says(team: Team) -> None:
    request = journeys.at_decision(team)
    page = page_of(team, request)
    for entry in catalogue().caldicott.values():
        assert entry.question in page.replace("&#39;", "'")
    found = says(request)
    assert found["CP1"][0] == request.purpose
    assert found["CP3"] == ("D06: It changes the outcome", "D08: It changes the outcome")
    assert "Det Insp Rhona Cald" in found["CP4"][0]
    assert team.ig_lead.full_name in found["CP5"][0]
    assert found["CP6"][0] == "D06: CLDC-5, A6-d, A9-none"
    assert "A suspect at large would be warned" in found["CP8"][0]


def test_where_the_record_is_silent_the_page_says_so(team: Team) -> None:
    """Compelled: nobody weighed whether the purpose could be met otherwise."""
    found = says(rules.compelled(team))
    assert found["CP2"] == (SILENT,)
    assert found["CP3"] == ("D06: Because the guidance says so", "D08: Because the guidance says so")


def test_without_a_basis_it_says_so(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    request = rules.skipped(team, request, {"D06": "no_basis", "D08": "no_basis"})
    assert says(request)["CP6"] == ("D06: no basis was found", "D08: no basis was found")
    early = says(journeys.submitted(team))
    assert early["CP6"] == ("D06: no basis was found", "D08: no basis was found")
    assert early["CP3"] == ("D06: no reason is recorded", "D08: no reason is recorded")
    assert early["CP8"] == (SILENT,)


def test_item_by_item_in_one_table(team: Team) -> None:
    request = load_story(
        rules.skipped(
            team,
            journeys.triaged(
                team, journeys.submitted(team, items={"codes": ["D06", "D15"], "own_words": ["his school"]})
            ),
            {"D06": "consented", "D15": "no_basis", "X3": "no_basis"},
        )
    )
    rows = deciding.case_read(request, read.items_read(request), [])["item_table"]
    words = [[cell.text for cell in row] for row in rows]
    assert words[0] == [
        *("D06 Current address", "Decided by itself", "The patient consented", "Not weighed"),
        "If you decide so",
    ]
    assert words[1][1:] == ["Refuse", "No basis", "Not weighed", "No"]
    assert rows[1][1].hint
    assert words[2][1] == "Asked for in their own words"


def test_no_score(team: Team) -> None:
    page = page_of(team, journeys.at_decision(team)).casefold()
    assert not re.search(r"\bscore[ds]? (of|is|:)|\d+ ?(points|%)", page)


def test_prohibitions_and_their_overrides(team: Team) -> None:
    page = page_of(team, stopped(team, "PR-01", "PR-03"))
    assert page.count("Nobody proposed one.") == 2
    assert "is proposed and not confirmed" in page_of(team, propose(team, stopped(team, "PR-01")))
    page = page_of(team, past(team, "PR-01"))
    assert f"{team.ig_lead.full_name} proposed it, {team.clinical_reviewer.full_name} confirmed it" in page
    assert 'id="hard-stops"' not in page_of(team, journeys.at_decision(team))


def test_every_sheet_is_headed_by_the_reference(team: Team) -> None:
    request = journeys.at_decision(team)
    assert re.search(rf'desk-sheet__head" aria-hidden="true">{request.name} ', page_of(team, request))
