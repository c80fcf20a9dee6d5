"""Every row and condition of the facts of law has its entry, with its tag: a lost row fails by its code."""

import datetime as dt

import pytest

from requests_app.law import catalogue
from requests_app.law.base import Tagged
from requests_app.workflow import STATES

# Table, tag, and the codes in the order of the files.
SECTIONS: dict[str, dict[str, str]] = {
    "confidentiality": {
        "mixed": "CLDC-1",
        "verified": "CLDC-2 CLDC-3 CLDC-4 CLDC-5 CLDC-6",
        "knowledge": "CLDC-7",
    },
    "statements": {
        "mixed": "CD-01 LB-04 LB-06 GC-01",
        "knowledge": "SC-01 SC-04 LB-02 LB-03 VF-01",
        "verified": "SC-02 EX-C1 CG-01 CG-03",
        "design": "SC-03 LB-05 CG-02 ST-0 ST-1 ST-2 ST-3 OC-01 OC-02 VF-02",
        "contested": "LB-01",
    },
    "article6": {"knowledge": "A6-a A6-d A6-f", "mixed": "A6-c", "verified": "A6-e A6-ea"},
    "basis_conditions": {"verified": "A6-ea-1 A6-ea-2 A6-ea-3 A6-ea-4 A6-ea-5"},
    "article9": {
        "contested": "A9-none",
        "knowledge": "A9-a A9-c A9-f A9-g-S1-7 A9-g-S1-14 A9-g-S1-18 A10",
        "mixed": "A9-g-S1-6 A9-g-S1-10",
    },
    "exemptions": {"verified": "EX-02 EX-05-2 EX-05-3", "mixed": "EX-04"},
    "powers": {
        "mixed": "IM-01 IM-02 IM-03 IM-04 IM-05 PO-01 PO-02 PO-03 PO-04 PO-05 PO-06 PO-07 PO-08 PO-11 PO-12 "
        "DW-01 CF-01 CA-01 SG-03 SG-05 LA-01 CO-03 RG-01 SO-01 SO-02",
        "knowledge": "IM-06 IM-07 HM-02 HM-03 DW-03 CF-02 SG-02 SG-06 LA-02 CO-02 CT-01 CT-03 CT-04 DV-01 "
        "EM-01 CE-01",
        "verified": "IM-08 PO-09 PO-10 HM-01 DW-02 SG-04 CO-01 CT-02",
        "contested": "SG-01",
    },
    "prohibitions": {"mixed": "PR-01 PR-02 PR-05", "knowledge": "PR-03 PR-04 PR-06 PR-07"},
    "exceptions": {
        "verified": "PR-01-1 PR-01-2 PR-01-3 PR-01-4 PR-01-5",
        "knowledge": "PR-01-6 PR-01-7",
    },
    "items": {
        "knowledge": "D01 D02 D03 D04 D05 D06 D07 D08 D09 D10 D11 D12 D13 D14 D15 D16 D17 D18 D19 D20 D21"
    },
    "reclassifications": {"knowledge": "RC-SAR RC-FOI RC-BREACH RC-COMPLAINT", "mixed": "RC-CLINICAL"},
    "caldicott": {"verified": "CP1 CP2 CP3 CP4 CP5 CP6 CP7 CP8"},
    "gates": {"design": "G1 G2 G3 G3b G4 G5 G6 G7"},
    "questions": {"design": "Q1 Q2 Q3 Q4 Q5 Q6 Q7 Q8 Q9 Q10 Q11 Q12"},
    "factors": {"design": "F1 F2 F3 F4 F5 F6 F7 F8 A1 A2 A3 A4 A5 A6 A7 A8 A9 A10"},
    "decision_fields": {"design": "DF-1 DF-2 DF-3 DF-4 DF-5 DF-6 DF-7 DF-8"},
    "outcomes": {
        "design": "DISCLOSE_FULL DISCLOSE_PART NOT_HELD REFUSE_PI_NOT_MET REFUSE_NO_BASIS REFUSE_NCND "
        "REFUSE_PROHIBITED AGREEMENT_WITHDRAWN COMPELLED_COMPLIED COMPELLED_PARTIAL_COURT_REFERRED "
        "COMPELLED_CHALLENGED REJECTED_PROCEDURE MISDIRECTED WITHDRAWN_BY_REQUESTER UNANSWERED",
        "knowledge": "RECLASSIFIED_SAR RECLASSIFIED_FOI",
    },
    "waiting_reasons": {"design": "DEFER_INFO DEFER_CONSENT"},
    "verification_levels": {"design": "V0 V1 V2 V3 V4"},
    "verification_minimums": {"design": "VM-EMERGENCY VM-COURT VM-COMPELLED VM-ADDRESS VM-PERMITTED"},
    "email_domains": {
        "verified": "DM-NHSNET DM-NHSUK DM-GOVUK DM-HOMEOFFICE DM-POLICE DM-PNN DM-CJSM DM-MOD",
        "design": "DM-PARLIAMENT",
        "knowledge": "DM-GSI",
    },
}


@pytest.mark.parametrize("table", SECTIONS)
def test_each_row_has_its_entry_and_its_tag(table: str) -> None:
    found: dict[str, str] = {}
    for code, entry in getattr(catalogue(), table).items():
        found[entry.tag] = f"{found.get(entry.tag, '')} {code}".strip()
    assert found == SECTIONS[table]


def test_whatever_was_not_wholly_verified_says_so() -> None:
    """Our own practice is no statement of law; all else that isn't verified is to be checked."""
    doubtful = {"mixed", "knowledge", "contested"}
    for table in SECTIONS:
        for entry in getattr(catalogue(), table).values():
            assert isinstance(entry, Tagged)
            assert entry.check_with_dpo is (entry.tag in doubtful), entry.code


def test_both_views_of_what_is_disputed_are_given() -> None:
    for code in ("SC-01", "SC-02", "LB-01"):
        statement = catalogue().statements[code]
        assert statement.seek_advice
        assert "other view" in statement.contested or "The other (" in statement.contested


def test_the_conditions_of_recognised_legitimate_interest_begin_with_it() -> None:
    law = catalogue()
    for code in law.article6["A6-ea"].conditions:
        assert law.basis_conditions[code].basis == "A6-ea"
        assert law.basis_conditions[code].in_force_on(dt.date(2026, 2, 4)) == "no"
        assert law.basis_conditions[code].in_force_on(dt.date(2026, 2, 5)) == "yes"


def test_an_exception_belongs_to_its_prohibition() -> None:
    law = catalogue()
    assert {code: p.exceptions for code, p in law.prohibitions.items() if p.exceptions} == {
        "PR-01": tuple(law.exceptions)
    }
    assert {exception.prohibition for exception in law.exceptions.values()} == {"PR-01"}


def test_what_waits_waits_in_a_state() -> None:
    assert [reason.state for reason in catalogue().waiting_reasons.values()] == [
        "awaiting_requester", "awaiting_patient",
    ]  # fmt: skip
    assert {reason.state for reason in catalogue().waiting_reasons.values()} <= set(STATES)
    assert not set(catalogue().waiting_reasons) & set(catalogue().outcomes)


@pytest.mark.parametrize(
    ("table", "code", "words"),
    [
        ("powers", "CO-01", ""),
        ("powers", "CT-01", "Check with your DPO"),
        ("powers", "HM-01", "Seek advice"),
        ("powers", "IM-01", "Seek advice. Check with your DPO"),
        ("factors", "F1", ""),
    ],
)
def test_what_a_page_must_say_wherever_an_entry_is_used(table: str, code: str, words: str) -> None:
    assert getattr(catalogue(), table)[code].caution == words
