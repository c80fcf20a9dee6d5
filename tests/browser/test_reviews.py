"""A police request goes from triage to the guardian through the pages, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from requests_app.models import Request
from requests_app.workflow import State
from tests.browser.sizes import NARROW, WIDE
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team


@pytest.fixture
def team(transactional_db: None) -> Team:
    made = make_team()
    journeys.organisation(made)
    return made


class Story:
    """People who take turns at one request; each page that they meet is checked and pictured."""

    def __init__(
        self, request: Request, page: Page, name: str, sign_in: Any, check: Any, picture: Any
    ) -> None:
        self.address, self.page, self.name = f"/requests/{request.key}/", page, name
        self.sign_in, self.check, self.picture = sign_in, check, picture

    def turn_of(self, person: Any) -> None:
        """Somebody else sits down."""
        self.sign_in(self.page, person)

    def opens(self, step: str, h1: str) -> None:
        """The page of a step."""
        self.page.goto(f"{self.address}{step}/")
        self.meets(h1, step)

    def meets(self, h1: str, name: str, status: int = 200) -> None:
        """The page is the right one, clean and fits."""
        self.check(self.page, h1, status)
        self.picture(self.page, f"reviews-{name}-{self.name}")

    def presses(self, text: str) -> None:
        """A button."""
        self.page.get_by_role("button", name=text, exact=True).click()

    def asked(self, question: str) -> Locator:
        """The group of answers to a question."""
        return self.page.get_by_role("group", name=question)

    def answers(self, question: str, answer: str) -> None:
        """One of the radios or boxes of a question."""
        self.asked(question).get_by_label(answer, exact=True).check()

    def writes(self, label: str, text: str) -> None:
        """Words in a box."""
        self.page.get_by_label(label, exact=True).fill(text)


def triage(story: Story, team: Team) -> None:
    story.turn_of(team.practice_manager)
    story.opens("triage", "Triage")
    story.presses("Save and accept for review")
    story.meets("Triage", "triage-refused", status=422)
    story.page.get_by_role("link", name="Record a check").click()
    story.meets("Check who asks", "verify")
    story.page.get_by_label("V2 Called back").check()
    story.presses("Save the check")
    story.meets("Check who asks", "verify-errors", status=422)
    story.page.get_by_label("Northmere Police: 01632 960101").check()
    story.writes("Who did you speak to?", "Sgt Pryor, control room")
    story.writes("What did you check, and what was the answer?", "Officer, number and case confirmed")
    story.presses("Save the check")
    story.meets("Triage", "triage-verified")
    story.answers("Is the request in writing?", "Yes")
    story.answers("Is it meant for this practice?", "Yes")
    story.answers("Is it in truth", "No")
    story.page.get_by_label("I have looked for each of these in the request").check()
    story.presses("Save and accept for review")
    expect(story.page.get_by_text("The request is accepted.")).to_be_visible()


def legal_basis(story: Story, team: Team) -> None:
    story.turn_of(team.ig_lead)
    story.opens("legal-basis", "Legal basis")
    story.presses("Save and finish: weigh the public interest")
    story.meets("Legal basis", "legal-basis-errors", status=422)
    story.answers("Was the patient’s consent sought?", "Not sought: it would defeat the purpose")
    story.writes("Consent: why not, or what was said?", "A suspect at large would be warned")
    story.answers("Does what we would release", "No")
    story.page.locator("#id_reveals_health_reason").fill("An address and a phone number alone")
    page = story.page
    page.get_by_label("The law permits it, if the public interest").first.check()
    page.locator("#id_all_power").select_option("PO-01")
    page.locator("#id_all_confidentiality").select_option("CLDC-5")
    page.locator("#id_all_article6").select_option("A6-d")
    page.locator("#id_all_article9").select_option("A9-none")
    page.locator("#id_all_reason").fill("Risk to life, and nothing compels")
    story.asked("D11").get_by_label("An answer of its own").check()
    page.locator("#id_D11_effect-4").check()
    page.locator("#id_D11_reason").fill("Other people’s data")
    story.writes("Your reasons for the review as a whole", "Permitted, if the public interest outweighs")
    story.presses("Save")
    story.meets("Legal basis", "legal-basis-saved")
    story.presses("Save and finish: weigh the public interest")
    expect(page.get_by_text("The public interest is weighed next.")).to_be_visible()


def public_interest(story: Story, team: Team) -> None:
    story.turn_of(team.clinical_reviewer)
    story.opens("public-interest", "Public interest")
    story.page.get_by_role("link", name="Match the person to a record").click()
    story.meets("Match the person to a record", "match")
    page = story.page
    page.get_by_label("Matched", exact=True).check()
    page.get_by_label("Name", exact=True).check()
    page.get_by_label("Date of birth", exact=True).check()
    page.get_by_label("NHS number", exact=True).check()
    story.presses("Save the match")
    story.meets("Public interest", "public-interest-matched")
    story.presses("Save and finish the review")
    story.meets("Public interest", "public-interest-errors", status=422)
    for code in ("Q1", "Q2", "Q3", "Q5", "Q6", "Q7", "Q8", "Q9", "Q10", "Q11", "Q12"):
        page.locator(f"#id_{code}").fill(f"What {code} calls for")
    page.get_by_label("Murder or manslaughter", exact=True).check()
    page.get_by_label("Now", exact=True).check()
    page.get_by_label("Tried", exact=True).check()
    for item in ("D06", "D08"):
        page.locator(f"#id_{item}_reason").fill("It is where he is likely to be")
        page.locator(f"#id_{item}_advice").check()
    page.get_by_label("F1 Risk of death").check()
    page.get_by_label("A4 The patient would avoid care").check()
    story.writes("How do these factors weigh against each other?", "An imminent risk to life outweighs all")
    page.get_by_label("Yes, for at least one item").check()
    story.presses("Save")
    story.meets("Public interest", "public-interest-saved")
    prints_with_its_answers(story)
    story.presses("Save and finish the review")
    expect(page.get_by_text("The guardian decides next.")).to_be_visible()


def prints_with_its_answers(story: Story) -> None:
    """On paper: the request, the law and what was answered; no buttons."""
    page = story.page
    page.emulate_media(media="print")
    for shown in (page.locator("#id_Q1"), page.get_by_text("Attempted murder"), page.get_by_text("No basis")):
        expect(shown.first).to_be_visible()
    expect(page.get_by_text("Save and finish the review")).to_be_hidden()
    expect(page.get_by_text("Other ways on")).to_be_hidden()
    story.picture(page, f"reviews-public-interest-print-{story.name}")
    page.emulate_media(media="screen")


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_request_goes_from_triage_to_the_guardian(
    team: Team,
    new_page: Callable[..., Page],
    sign_in: Callable[[Page, Any], None],
    assert_accessible: Callable[..., None],
    screenshot: Callable[[Page, str], None],
    viewport: dict[str, int],
) -> None:
    request = journeys.submitted(team, items={"codes": ["D06", "D08", "D11"], "own_words": []})
    page = new_page(viewport=viewport)
    story = Story(request, page, str(viewport["width"]), sign_in, assert_accessible, screenshot)

    triage(story, team)
    legal_basis(story, team)
    public_interest(story, team)

    request = journeys.fresh(request)
    assert request.state == State.DECISION
    review = request.legalbasisreview_set.get(voided_at=None)
    assert {f.item.token: f.effect for f in review.findings.all()} == {
        "D06": "permitted",
        "D08": "permitted",
        "D11": "no_basis",
    }
    assert request.publicinterestreview_set.get(voided_at=None).factors == ["F1", "A4"]


def test_an_item_gets_an_answer_of_its_own_without_javascript(
    team: Team, new_page: Callable[..., Page], sign_in: Callable[[Page, Any], None]
) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    page = new_page(java_script_enabled=False)
    sign_in(page, team.ig_lead)
    page.goto(f"/requests/{request.key}/legal-basis/")

    page.locator("#id_all_effect-4").check()
    page.locator("#id_all_reason").fill("Nothing justifies it")
    page.get_by_role("group", name="D08").get_by_label("An answer of its own").check()
    page.locator("#id_D08_effect-3").check()
    page.locator("#id_D08_confidentiality").select_option("CLDC-5")
    page.locator("#id_D08_article6").select_option("A6-d")
    page.locator("#id_D08_article9").select_option("A9-none")
    page.locator("#id_D08_reason").fill("A call may be enough to find him")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text("Your answers are saved.")).to_be_visible()
    review = request.legalbasisreview_set.get(voided_at=None)
    assert {f.item.token: f.effect for f in review.findings.all()} == {"D06": "no_basis", "D08": "permitted"}
