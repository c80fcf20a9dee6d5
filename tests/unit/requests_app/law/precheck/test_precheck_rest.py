"""What the pre-check says of items, prohibitions, the requester, and what could apply at all."""

import datetime as dt
import time
from typing import Any

import pytest

from requests_app.law import catalogue
from requests_app.law.precheck import precheck
from requests_app.law.precheck.line import OURS
from requests_app.law.ranks import countersigns
from tests.factories.prechecks import asked, one, paper, question, said

EVERYTHING: dict[str, Any] = {"items": tuple(catalogue().items), "own_words": ("X22",)}


def test_items_that_go_beyond() -> None:
    lines = said(**EVERYTHING)
    assert {"stop clinical D15", "stop others-data D11", "ask others-data D10", "ask own-words X22"} <= lines
    withheld = {line.split()[-1] for line in lines if line.startswith("warn withheld")}
    assert withheld == {
        "D01", "D02", "D03", "D04", "D05", "D07", "D12", "D14", "D16", "D17", "D18", "D19", "D20", "D21",
    }  # fmt: skip


def test_what_to_look_for_before_an_item_leaves() -> None:
    lines = said(items=("D03", "D05", "D06", "D17"))
    assert {
        "warn look-for D03 D05", "warn look-for D03", "warn look-for D06", "warn look-for D17",
    } <= lines  # fmt: skip
    codes = {line.codes for line in asked(items=("D06",)) if line.rule == "look-for"}
    assert codes == {("PR-04",), ("PR-05",)}


def test_health_data_is_a_question_of_its_own() -> None:
    lines = said(items=("D06", "D12", "D13", "D17"))
    assert "warn special-category D12 D17" in lines
    assert "no_view arguable-category D13" in lines
    assert "Recital 35" in one("arguable-category", items=("D13",)).views
    plain = said(items=("D06",))
    assert not [line for line in plain if "category" in line]


def test_any_value_confirms_registration() -> None:
    """INV-06."""
    assert "warn implies-registration D06 D08" in said(items=("D06", "D08"))
    assert "warn implies-registration X1" in said(own_words=("X1",))
    assert not [line for line in said(items=("D01", "D21")) if "implies" in line]


ADDRESS = "ask countersignature D06"


def test_an_address_that_nothing_compels_is_countersigned() -> None:
    assert ADDRESS in said(items=("D06",))
    assert "ask countersignature D06 D07" in said(items=("D06", "D07", "D08"))
    assert not [line for line in said(items=("D08",)) if "countersignature" in line]
    assert ADDRESS not in said(items=("D06",), supervisor=True, supervisor_rank="Det Supt")
    assert ADDRESS not in said(items=("D06",), address_needs_countersignature=False)
    assert ADDRESS not in said(items=("D06",), paper=paper())
    assert ADDRESS not in said(items=("D06",), emergency=True)
    weak = one("countersignature", items=("D06",), supervisor=True, supervisor_rank="Sergeant")
    assert "rank is not one that countersigns" in weak.text
    assert "No supervisor signed" in one("countersignature", items=("D06",)).text


@pytest.mark.parametrize(
    "rank",
    ["Inspector", "INSPECTOR", " det. insp. ", "DCI", "Chief  Inspector", "Detective superintendent",
     "Chief superintendent", "Commander", "Assistant chief constable", "Deputy chief constable",
     "Chief Constable"],
)  # fmt: skip
def test_an_inspector_or_above_countersigns(rank: str) -> None:
    assert countersigns(rank)


@pytest.mark.parametrize(
    "rank",
    ["", "sub-inspector", "not an inspector", "inspector of taxes", "Sergeant", "PC", "Head of safeguarding",
     "for the inspector", "Chief immigration officer", "inspectors", "constable"],
)  # fmt: skip
def test_no_other_rank_does(rank: str) -> None:
    assert not countersigns(rank)


# Prohibitions.


@pytest.mark.parametrize("code", ["PR-01", "PR-02", "PR-03", "PR-04", "PR-06"])
def test_a_hard_stop_stops(code: str) -> None:
    line = one("prohibited", flags=(code,))
    assert (line.kind, line.codes) == ("stop", (code,))
    assert "second senior person" in line.text
    assert ("offence" in line.text) is catalogue().prohibitions[code].offence
    urgent = one("prohibited", flags=(code,), emergency=True)
    assert ("stops an emergency too" in urgent.text) is (code != "PR-06")


def test_a_location_marker_and_a_courts_order() -> None:
    assert "stop prohibited PR-05" in said(flags=("PR-05",))
    assert "stop prohibited PR-05" in said("police", flags=("PR-05",), paper=paper())
    assert "stop prohibited PR-05" in said("court", flags=("PR-05",), paper=paper("statutory_notice"))
    assert "stop prohibited PR-05" in said("court", flags=("PR-05",))
    for kind, came in (("court", "court_order"), ("tribunal", "summons")):
        line = one("court-only", kind, flags=("PR-05",), paper=paper(came))
        assert "to the court alone" in line.text
        assert "stop prohibited PR-05" not in said(kind, flags=("PR-05",), paper=paper(came))
    assert "ask safe-and-well PR-05" in said(flags=("PR-05",), emergency=True)


def test_nationality_is_no_reason_either_way() -> None:
    """PR-07 is a reminder of every request of the Home Office, and stops no item."""
    assert "warn reminder PR-07" in said("home_office")
    assert "warn reminder PR-07" not in said("police")
    assert "warn reminder PR-07" in said("police", flags=("PR-07",))
    assert len([line for line in asked("home_office", flags=("PR-07",)) if line.rule == "reminder"]) == 1
    assert "reminder" not in " ".join(said("nobody-of-that-kind"))


# Who asks, and about whom.


@pytest.mark.parametrize(
    ("kind", "fields", "line"),
    [
        ("patient_or_agent", {}, "stop CK-SAR-PATIENT"),
        ("solicitor_patient", {}, "ask CK-SAR-SOLICITOR"),
        ("press_or_researcher", {"nobody_named": True}, "stop CK-FOI"),
        ("police", {"role": "victim"}, "ask CK-VICTIM"),
        ("police", {"role": "missing"}, "warn CK-MISSING"),
        ("police", {"deceased": True}, "warn CK-DECEASED"),
        ("family_member", {"deceased": True}, "warn CK-DECEASED-RECORD"),
        ("council", {"minor": True}, "warn CK-CHILD"),
        ("police", {"nobody_named": True}, "stop CK-NOBODY"),
        ("police", {"free_mail": True}, "stop CK-FREE-MAIL"),
        ("police", {"level": "V0"}, "ask CK-UNVERIFIED"),
        ("police", {"written": False}, "ask CK-PHONE"),
        ("police", {"purpose": False}, "ask CK-PURPOSE"),
        ("police", {"offence": False, "claims": ("PO-01",)}, "ask CK-OFFENCE"),
        ("home_office", {"offence": False}, "ask CK-STATUS-ONLY"),
        ("home_office", {"items": ("D18",)}, "warn CK-NATIONALITY-DOCUMENTS"),
        ("police", {"emergency": True}, "warn CK-EMERGENCY"),
        ("embassy", {}, "warn CK-EMBASSY"),
        ("landlord_or_agent", {}, "warn CK-BLAGGING"),
    ],
)
def test_a_rule_of_the_files_and_its_absence(kind: str, fields: dict[str, Any], line: str) -> None:
    assert line in said(kind, **fields)
    assert line not in said("nhs_body", reference=True)


def test_a_victims_notice_is_asked_for_since_the_act_is_in_force() -> None:
    assert "ask CK-VICTIM" not in said(role="victim", received=dt.date(2026, 1, 11))
    assert "ask CK-VICTIM" in said(role="victim", received=dt.date(2026, 1, 12))


def test_nobody_named_passes_by_a_paper_only() -> None:
    assert "stop CK-NOBODY" not in said(nobody_named=True, paper=paper())


@pytest.mark.parametrize(
    "kind",
    ["embassy", "landlord_or_agent", "insurer_or_employer", "dvla", "family_member", "nobody-of-that-kind"],
)
def test_no_power_is_known_for_private_parties_and_foreign_states(kind: str) -> None:
    assert "stop no-power-known " in said(kind)
    assert not [line for line in said(kind) if " could-" in line]


@pytest.mark.parametrize("kind", ["patient_or_agent", "solicitor_patient"])
def test_the_patients_own_request_needs_no_power_and_no_inspector(kind: str) -> None:
    lines = said(kind, items=("D06",))
    assert not [line for line in lines if "no-power-known" in line or "countersignature" in line]


def test_no_signature_makes_up_for_a_power_that_is_missing() -> None:
    assert not [line for line in said("embassy", items=("D06",)) if "countersignature" in line]


def test_what_could_apply_says_which_compel() -> None:
    line = one("could-compel", "police")
    assert line.codes == ("PO-03", "PO-04", "PO-05", "PO-07", "PO-11")
    assert "Road Traffic Act 1988" in line.cite
    assert one("could-permit", "police").codes == ("PO-01", "PO-08", "SG-06")
    assert one("could-open", "hmrc").codes == ("HM-01", "HM-02")
    assert one("could-open", "dwp").codes == ("DW-02", "DW-03")
    assert one("could-open", "council").codes == ("SG-01", "SG-03")
    for rule in ("could-compel", "could-permit", "could-open"):
        assert not {"DW-01", "IM-03", "CO-03"} & {c for k in ("dwp", "home_office") for line in asked(k)
                                                   if line.rule == rule for c in line.codes}  # fmt: skip


# The whole.


def test_the_order_is_stop_ask_warn_no_view_and_nothing_is_said_twice() -> None:
    for kind in catalogue().requester_kinds:
        lines = asked(
            kind, claims=tuple(catalogue().claimable), flags=tuple(catalogue().prohibitions), **EVERYTHING
        )
        order = ["stop", "ask", "warn", "no_view"]
        places = [order.index(line.kind) for line in lines]
        assert places == sorted(places)
        assert len(set(lines)) == len(lines)


DECIDING = ("approve the", "refuse the", "must be refused", "can be approved", "you may disclose")


def test_no_line_decides_and_each_has_a_citation() -> None:
    for kind in catalogue().requester_kinds:
        for came in (None, paper()):
            for line in asked(
                kind, claims=tuple(catalogue().claimable), flags=tuple(catalogue().prohibitions), paper=came,
                **EVERYTHING,
            ):  # fmt: skip
                assert line.cite, line.rule
                words = line.text.casefold()
                assert not [word for word in DECIDING if word in words], line


def test_what_is_not_verified_says_so() -> None:
    assert one("compels", "court", claims=("CT-01",), paper=paper(), level="V4").check_with_dpo
    notice = {"claims": ("CO-01",), "paper": paper("statutory_notice"), "level": "V4"}
    assert not one("compels", "coroner", **notice).check_with_dpo
    assert one("own-words", own_words=("X1",)).cite == OURS


def test_it_is_quick() -> None:
    """Under 5 ms for everything at once; the benchmark measures it properly."""
    everything = question("home_office", claims=tuple(catalogue().claimable), **EVERYTHING)
    precheck(everything)
    times = []
    for _ in range(5):
        began = time.perf_counter()
        precheck(everything)
        times.append(time.perf_counter() - began)
    assert min(times) < 0.005


def test_it_changes_nothing_and_says_the_same_again() -> None:
    same = question(claims=("PO-01",), items=("D06",))
    assert precheck(same) == precheck(same)
