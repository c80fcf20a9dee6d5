"""Which answer was given about telling is no fact: the absence of one would tell that nobody was found."""

from typing import Any

from audit.ledger.api import entries, log_name, reveal
from requests_app.journey import closing, telling
from tests.factories import journeys, rules
from tests.factories.answers import PUT_OFF
from tests.factories.journeys import Team

ANSWERS: dict[str, dict[str, Any]] = {
    "now": {"reason": "x"},
    "later": PUT_OFF,
    "not": PUT_OFF,
    "nobody": {"reason": "Refused on its face"},
}


def last(team: Team) -> Any:
    (entry,) = entries(log_name(team.practice.public_id), limit=1)
    return entry


def said(entry: Any) -> str:
    return str((reveal(entry.log, entry.event_id) or {})["telling"])


def test_every_answer_has_the_same_facts(team: Team) -> None:
    found = []
    for what, data in ANSWERS.items():
        request = journeys.submitted(team)
        telling.decide(key=request.key, by=team.practice_manager, data={"what": what, **data})
        assert said(last(team)) == what
        found.append(last(team).facts)

    assert found == [found[0]] * len(ANSWERS)


def test_every_way_to_close_untold_has_the_same_facts(team: Team) -> None:
    found = []
    for told, what in (("no", "not"), ("nobody", "nobody")):
        request = journeys.refused(team, journeys.triaged(team, journeys.submitted(team)))
        data = rules.CLOSING | PUT_OFF | {"patient_told": told}
        closing.close(key=request.key, by=team.practice_manager, data=data)
        assert said(last(team)) == what
        found.append(last(team).facts)

    assert found[0] == found[1]
