"""Only a checked instrument skips the test, and an address on a permission takes a supervisor's signature."""

from typing import Any

import pytest
from django.utils import timezone

from audit.ledger.api import entries_about, log_name, reveal
from kit.errors import NotPossible
from practices import practice_settings
from requests_app.journey import guardian_decision, legal_basis, release
from requests_app.law import catalogue, compels
from requests_app.models import Decision, Request
from tests.factories import journeys, rules
from tests.factories.journeys import Team

# The test is skipped only where the power compels, binds a GP practice and is in force.
QUALIFY = {
    "PO-03", "PO-04", "PO-05", "PO-07", "PO-11", "CF-01", "SG-02", "SG-04", "LA-01", "CO-01",
    "CT-01", "CT-02", "CT-04", "RG-01",
}  # fmt: skip
COURT = {"PO-03", "PO-04", "PO-07", "PO-11", "CO-01", "CT-01", "CT-02", "CT-04"}
NEVER = ("IM-02", "IM-04", "DW-01", "DW-02", "DW-03", "SG-01", "SG-03", "HM-01", "HM-02", "CA-01", "CO-03")


def test_which_powers_qualify_and_no_other() -> None:
    today = timezone.localdate()
    assert {code for code, power in catalogue().powers.items() if compels(power, today)} == QUALIFY
    assert not QUALIFY.intersection(NEVER)


def served(team: Team, power: str, level: str, **law: Any) -> Request:
    """In legal-basis review, with a notice, verified to that level."""
    changes = {"law": rules.law(codes=[power], **law), "requester": rules.coroner()}
    return journeys.triaged(team, journeys.submitted(team, **changes), level=level)


@pytest.mark.parametrize("power", NEVER)
def test_contested_unknown_or_not_binding_never_skips_the_test(team: Team, power: str) -> None:
    request = served(team, power, "V4")
    with pytest.raises(NotPossible, match="does not compel a GP practice"):
        rules.skipped(team, request, power=power)


@pytest.mark.parametrize("level", ["V0", "V1", "V2", "V3"])
def test_a_courts_paper_is_checked_with_the_court_before_the_test_is_skipped(team: Team, level: str) -> None:
    request = served(team, "CO-01", level)
    with pytest.raises(NotPossible, match="not checked yet") as stop:
        rules.skipped(team, request)
    assert "with whoever issued it" in stop.value.who_can
    assert journeys.fresh(request).state == "legal_basis"
    rules.verified(team, request, "V4")
    legal_basis.finish(key=request.key, verb="skip_test", by=team.ig_lead)


@pytest.mark.parametrize("level", ["V0", "V1"])
def test_another_bodys_notice_takes_a_call_back(team: Team, level: str) -> None:
    request = served(team, "SG-04", level)
    with pytest.raises(NotPossible, match=r"SG-04: its instrument is not checked yet \(V2"):
        rules.skipped(team, request, power="SG-04")
    rules.verified(team, request, "V2")
    legal_basis.finish(key=request.key, verb="skip_test", by=team.ig_lead)


def test_without_any_check_it_is_not_skipped(team: Team) -> None:
    request = served(team, "CO-01", "V4")
    legal_basis.save(key=request.key, by=team.ig_lead, data=rules.legal(request, "compelled"))
    request.verifications.update(voided_at=timezone.now(), voided_because="requester corrected")
    with pytest.raises(NotPossible, match="now V0"):
        legal_basis.finish(key=request.key, verb="skip_test", by=team.ig_lead)


def test_what_has_no_basis_is_refused_without_any_check(team: Team) -> None:
    request = served(team, "CO-01", "V0")
    assert rules.skipped(team, request, "no_basis").state == "decision"


def test_a_paper_that_does_not_name_the_practice_compels_nothing(team: Team) -> None:
    """INV-07."""
    paper = {**rules.law()["instrument"], "names_practice": False}
    request = served(team, "CO-01", "V4", instrument=paper)
    with pytest.raises(NotPossible, match="does not name this practice"):
        rules.skipped(team, request)


def test_a_paper_of_another_kind_compels_nothing(team: Team) -> None:
    """INV-07: an order is no coroner's notice, and a notice no court's order."""
    paper = {**rules.law()["instrument"], "kind": "court_order"}
    request = served(team, "CO-01", "V4", instrument=paper)
    with pytest.raises(NotPossible, match="CO-01 does not compel by what came with the request: court or"):
        rules.skipped(team, request)


# The countersignature.


def asked_by(team: Team, **requester: Any) -> Request:
    """At the decision, about an address and a phone number that the law only permits."""
    return journeys.at_decision(team, requester=requester)


def approve(team: Team, request: Request, **fields: Any) -> Decision:
    withheld = fields.pop("withheld", ())
    data = journeys.approval(request, withheld, **fields)
    guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=data)
    return Decision.objects.get(request=request, voided_at=None)


NOBODY = {"supervisor": "", "supervisor_rank": "Inspector"}
SERGEANT = {"supervisor": "Sgt Ailsa Merrow", "supervisor_rank": "Sergeant"}
SUB = {"supervisor": "Someone", "supervisor_rank": "sub-inspector"}


@pytest.mark.parametrize("requester", [NOBODY, SERGEANT, SUB], ids=["nobody", "sergeant", "sub-inspector"])
def test_an_address_takes_an_inspectors_signature(team: Team, requester: dict[str, str]) -> None:
    request = asked_by(team, **requester)
    with pytest.raises(NotPossible, match="D06 needs a supervisor's countersignature") as stop:
        approve(team, request)
    assert "The guardian" in stop.value.who_can
    decision = approve(team, request, withheld=("D06",), departs_because="Nobody of rank signed")
    assert decision.countersignature_waived == ""


def test_an_inspector_signs_in_any_case(team: Team) -> None:
    request = asked_by(team, supervisor="Rhona Cald", supervisor_rank="DETECTIVE  Inspector")
    assert approve(team, request, countersignature_waived="Not needed").countersignature_waived == ""


def test_the_guardian_waives_it_with_a_reason_that_stands_out(team: Team) -> None:
    request = asked_by(team, **SERGEANT)
    with pytest.raises(NotPossible, match="countersignature"):
        approve(team, request, countersignature_waived="  ")
    decision = approve(team, request, countersignature_waived="No inspector is on duty tonight")
    assert decision.countersignature_waived == "No inspector is on duty tonight"
    (entry,) = entries_about(
        log_name(team.practice.public_id), request.about, only_events=("decision.approved",)
    )
    assert entry.facts["countersignature_waived"] is True
    assert "inspector" not in str(entry.facts)
    private = reveal(entry.log, entry.event_id) or {}
    assert private["countersignature_waived"] == "No inspector is on duty tonight"


def test_release_asks_again_with_the_waiver(team: Team) -> None:
    request = asked_by(team, **SERGEANT)
    approve(team, request, countersignature_waived="No inspector is on duty tonight")
    assert journeys.released(team, request).state == "released"


def test_release_stops_where_the_practice_asks_for_it_meanwhile(team: Team) -> None:
    settings(team, False)
    request = asked_by(team, **SERGEANT)
    decision = approve(team, request)
    settings(team, True)
    with pytest.raises(NotPossible, match="countersignature"):
        release.release(
            key=request.key, by=team.practice_manager, tokens=["D06"], recipient=decision.recipient,
            route=decision.route,
        )  # fmt: skip


def settings(team: Team, wanted: bool) -> None:
    """The practice asks for the signature, or doesn't."""
    place = type(team.practice).objects.get(pk=team.practice.pk)
    practice_settings.change(
        practice=place,
        by=team.practice_administrator,
        contact_email=place.contact_email,
        address_needs_countersignature=wanted,
        **{name: getattr(place, name) for name in (*practice_settings.TARGETS, *practice_settings.RETENTION)},
    )


def test_a_practice_may_do_without_it(team: Team) -> None:
    settings(team, False)
    assert approve(team, asked_by(team, **NOBODY)).approves


def test_what_is_compelled_or_consented_takes_none(team: Team) -> None:
    assert approve(team, journeys.matched(team, rules.compelled(team))).approves
    request = journeys.triaged(team, journeys.submitted(team, requester=SERGEANT))
    assert approve(team, journeys.matched(team, rules.skipped(team, request, "consented"))).approves
