"""The six worked requests: what the pre-check says of each, to the line, and the outcome it guides to."""

from dataclasses import replace

import pytest

from requests_app.demonstration import cases
from requests_app.demonstration.load import play
from requests_app.demonstration.people import LARKMOOR, Stage, set_up
from requests_app.demonstration.scripts import Script
from requests_app.law.precheck import precheck
from requests_app.presenters.precheck import question_of
from tests.factories import journeys
from tests.factories.prechecks import short

OVERSTAYING = [
    "stop exemption-not-ours EX-04",
    "stop others-data D11",
    "ask CK-STATUS-ONLY",
    "ask CK-UNVERIFIED",
    "ask countersignature D06",
    "warn reminder PR-07",
    "warn permits-only IM-01",
    "warn evidence-to-see IM-01",
    "warn withheld D01",
    "warn look-for D06",
    "warn look-for D06",
    "warn implies-registration D06 D11",
    "warn could-compel PO-03",
    "warn could-permit IM-01 PO-01",
    "no_view reach-open IM-01",
    "no_view arguable-category D01",
    "no_view could-open IM-02",
]
AGREEMENT = [
    "stop not-in-force IM-08",
    "ask agreement-unknown AG-OTHER",
    "ask CK-STATUS-ONLY",
    "ask CK-UNVERIFIED",
    "ask countersignature D06",
    "warn reminder PR-07",
    "warn CK-AGREEMENT-2018",
    "warn look-for D06",
    "warn look-for D06",
    "warn implies-registration D06 D13",
    "warn could-compel PO-03",
    "warn could-permit IM-01 PO-01",
    "no_view arguable-category D13",
    "no_view could-open IM-02",
]
POLICE = [
    "warn could-compel PO-03 PO-04 PO-05 PO-07 PO-11",
    "warn could-permit PO-01 PO-08 SG-06",
    "no_view could-open SG-03",
]
ARMED_SUSPECT = [
    "stop others-data D11",
    "stop clinical D15",
    "ask others-data D10",
    "warn permits-only PO-01",
    "warn evidence-to-see PO-01",
    "warn look-for D06",
    "warn look-for D06",
    "warn special-category D15",
    "warn implies-registration D06 D08 D10 D11 D15",
    *POLICE,
]
CORONER = [
    "ask others-data D10",
    "warn compels CO-01",
    "warn evidence-to-see CO-01",
    "warn CK-DECEASED",
    "warn look-for D06",
    "warn look-for D06",
    "warn implies-registration D06 D13 D10",
    "warn could-compel CO-01",
    "warn could-permit CO-02",
    "no_view arguable-category D13",
]
FAMILY_COURT = [
    "warn court-only PR-05",
    "warn compels CT-02",
    "warn evidence-to-see CT-02",
    "warn CK-NOT-AN-ORDER",
    "warn CK-FAMILY-COURT",
    "warn CK-CHILD",
    "warn look-for D06",
    "warn look-for D06",
    "warn implies-registration D06",
    "warn could-compel PO-04 CT-01 CT-02 CT-04",
]
MISSING_PERSON = [
    "ask evidence-missing SG-06",
    "ask CK-PHONE",
    "warn permits-only SG-06",
    "warn CK-MISSING",
    "warn CK-EMERGENCY",
    "warn look-for D06",
    "warn look-for D06",
    "warn implies-registration D06 D08",
    *POLICE,
]
# The script, what the pre-check says, the outcome, and what leaves.
SIX = {
    "C1": (cases.OVERSTAYING, OVERSTAYING, "REFUSE_NCND", []),
    "C2": (cases.AGREEMENT, AGREEMENT, "AGREEMENT_WITHDRAWN", []),
    "C3": (cases.ARMED_SUSPECT, ARMED_SUSPECT, "DISCLOSE_PART", ["D06", "D08"]),
    "C4": (cases.CORONER, CORONER, "COMPELLED_COMPLIED", ["D06", "D13", "D10"]),
    "C5": (cases.FAMILY_COURT, FAMILY_COURT, "COMPELLED_COMPLIED", ["D06"]),
    "C6": (cases.MISSING_PERSON, MISSING_PERSON, "DISCLOSE_FULL", ["D06", "D08"]),
}


@pytest.fixture
def stage(db: None) -> Stage:
    return set_up(LARKMOOR)


@pytest.mark.parametrize("name", SIX)
def test_a_worked_request_is_guided_to_its_outcome(stage: Stage, name: str) -> None:
    script, expected, outcome, released = SIX[name]
    request = journeys.fresh(play(_to_the_end(script), stage, {}))

    question = question_of(request, subjects=list(request.subjects.all()), match=True)
    assert [short(line) for line in precheck(question)] == expected
    assert request.outcome == outcome
    decision = request.decisions.get()
    assert [row.item.token for row in decision.items.filter(outcome="disclose")] == released
    stopped = {item for line in precheck(question) if line.kind == "stop" for item in line.items}
    assert not stopped.intersection(released)


def _to_the_end(script: Script) -> Script:
    """Played until it is decided."""
    return replace(script, until="approved" if not script.refusal else "closed")
