"""Nothing with a patient in it stays in a browser: on a shared computer the next person presses "back"."""

from django.test import Client

from tests.factories import journeys
from tests.factories.journeys import Team


def test_no_page_is_kept_by_a_browser(team: Team, as_person) -> None:
    request, browser = journeys.at_decision(team), as_person(team.caldicott_guardian)
    for page in ("/", "/requests/", request.get_absolute_url(), f"{request.get_absolute_url()}print/"):
        assert browser.get(page).headers["Cache-Control"] == "no-store", page
    refused = browser.post(f"{request.get_absolute_url()}note/", {"text": ""})
    assert (refused.status_code, refused.headers["Cache-Control"]) == (422, "no-store")


def test_the_page_for_signing_in_is_not_kept_and_files_of_ours_are(db: None) -> None:
    assert "no-store" in Client().get("/accounts/login/").headers["Cache-Control"]
    ours = Client().get("/static/css/desk.css")
    ours.close()
    assert "no-store" not in ours.headers["Cache-Control"]
