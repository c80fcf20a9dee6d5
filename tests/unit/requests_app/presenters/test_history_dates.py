"""What an entry says of the clocks, in words."""

import pytest

from requests_app.presenters.history_dates import moves_in_words, rule_of, steps_in_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("started, 2026-12-09T00:00:00Z", "Started, 8 December 2026"),
        ("stopped, 2026-12-09T00:00:00Z, 2026-12-09T00:00:00Z", "Stopped, 8 December 2026"),
        (
            "went_on, 2026-12-09T00:00:00Z, 2026-12-12T00:00:00Z, 3",
            "Went on, was 8 December 2026, now 11 December 2026, 3 days not counted",
        ),
        (
            "went_on, 2026-12-09T00:00:00Z, 2026-12-10T00:00:00Z, 1, met, 2026-12-10T00:00:00Z",
            "Went on, was 8 December 2026, now 9 December 2026, 1 day not counted; Met, 9 December 2026",
        ),
        ("2026-12-09T00:00:00Z", ""),
    ],
    ids=["started", "stopped", "went on", "went on and met", "nothing known"],
)
def test_each_change_with_its_dates(value: str, words: str) -> None:
    assert moves_in_words(value) == words


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Clocks: Decide", "Decide"),
        ("Clocks: Look back", "Look back at an emergency"),
        ("Clocks: X", "Clocks: X"),
    ],
)
def test_a_rule_has_its_name(label: str, name: str) -> None:
    assert rule_of(label) == name


def test_the_steps_are_sentences() -> None:
    assert list(steps_in_words({"tell_patient": ["One.", "Two."]})) == [
        ("How the date was reckoned: Tell the patient", "One. Two.")
    ]
