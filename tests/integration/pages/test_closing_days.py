"""A year that slipped in typing is kept as it was typed, and the closed request stays readable."""

from datetime import date

from tests.factories import journeys
from tests.integration.pages.deciding import on, text_of, url


def test_a_year_of_few_digits_does_not_break_the_closed_request(team, as_person):
    request, manager = journeys.refused(team), as_person(team.practice_manager)
    sent = {
        **{f"reply_sent_on_{part}": text for part, text in (("day", "3"), ("month", "11"), ("year", "0206"))},
        "reply_means": "Recorded post",
        "patient_told": "no",
        "not_reason": "It would warn a suspect",
        **on("not_on", date(2031, 3, 3)),
        "note": "",
    }
    assert manager.post(url(request, "close"), sent).status_code == 302
    page = manager.get(request.get_absolute_url())
    assert page.status_code == 200
    assert f"3 November {date(206, 11, 3).year}" in text_of(page)
