"""The law files as they stand: complete, cited, and true to the rules that matter most."""

import datetime as dt

import pytest

from requests_app.law import Catalogue, blanks, catalogue
from requests_app.law.base import Dated
from requests_app.law.vocabulary import Answer, Effect, Handling, OutcomeKind, Override, Tag
from requests_app.workflow import TRANSITIONS, State

TODAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="module")
def law() -> Catalogue:
    return catalogue()


def numbered(prefix: str, last: int, width: int = 1) -> set[str]:
    return {f"{prefix}{n:0{width}}" for n in range(1, last + 1)}


def test_every_code_is_there(law: Catalogue) -> None:
    assert set(law.items) == numbered("D", 21, 2)
    assert set(law.questions) == numbered("Q", 12)
    assert set(law.factors) == numbered("F", 8) | numbered("A", 10)
    assert set(law.gates) == numbered("G", 7) | {"G3b"}
    assert set(law.prohibitions) == numbered("PR-", 7, 2)
    assert set(law.confidentiality) == numbered("CLDC-", 7)
    assert set(law.caldicott) == numbered("CP", 8)
    assert set(law.article6) == {"A6-a", "A6-c", "A6-d", "A6-e", "A6-ea", "A6-f"}
    assert set(law.exemptions) == {"EX-02", "EX-04", "EX-05-2", "EX-05-3"}
    assert list(law.verification_levels) == ["V0", "V1", "V2", "V3", "V4"]
    assert set(law.powers) == (
        numbered("IM-", 8, 2) | numbered("PO-", 12, 2) | numbered("HM-", 3, 2) | numbered("DW-", 3, 2)
        | numbered("CF-", 2, 2) | {"CA-01"} | numbered("SG-", 6, 2) | numbered("LA-", 2, 2)
        | numbered("CO-", 3, 2) | numbered("CT-", 4, 2) | numbered("SO-", 2, 2)
        | {"RG-01", "DV-01", "EM-01", "CE-01"}
    )  # fmt: skip
    assert set(law.outcomes) == {
        "DISCLOSE_FULL", "DISCLOSE_PART", "REFUSE_PI_NOT_MET", "REFUSE_NO_BASIS", "REFUSE_NCND",
        "REFUSE_PROHIBITED", "AGREEMENT_WITHDRAWN", "COMPELLED_COMPLIED", "COMPELLED_PARTIAL_COURT_REFERRED",
        "COMPELLED_CHALLENGED", "NOT_HELD", "REJECTED_PROCEDURE", "MISDIRECTED", "RECLASSIFIED_SAR",
        "RECLASSIFIED_FOI", "WITHDRAWN_BY_REQUESTER", "UNANSWERED",
    }  # fmt: skip


def test_an_exemption_or_an_agreement_is_never_a_power(law: Catalogue) -> None:
    """INV-01. Both may be claimed; neither can be relied on."""
    assert not set(law.powers) & (set(law.exemptions) | set(law.claims))
    assert list(law.claimable) == [*law.powers, *law.exemptions, *law.claims]


def test_the_immigration_exemption_is_not_the_practices(law: Catalogue) -> None:
    """INV-02, in every edition."""
    assert [entry.open_to_practice for entry in law.exemptions.editions("EX-04")] == [False, False]


def test_the_memorandum_of_2017_is_no_basis(law: Catalogue) -> None:
    """INV-03."""
    memorandum = law.powers["IM-08"]
    assert (memorandum.effect, memorandum.binds_gp) == (Effect.NONE, Answer.NO)
    assert memorandum.in_force_on(dt.date(2018, 11, 8)) is Answer.YES
    assert memorandum.in_force_on(dt.date(2018, 11, 9)) is Answer.NO


def test_recognised_legitimate_interest_begins_on_5_february_2026(law: Catalogue) -> None:
    basis = law.article6["A6-ea"]
    assert basis.in_force_on(dt.date(2026, 2, 4)) is Answer.NO
    assert basis.in_force_on(dt.date(2026, 2, 5)) is Answer.YES


@pytest.mark.parametrize("code", ["A6-e", "A6-ea", "A6-f"])
def test_a_doubtful_basis_needs_the_dpos_reason_and_shows_advice(law: Catalogue, code: str) -> None:
    assert law.article6[code].needs_dpo_reason
    assert law.article6[code].seek_advice


def test_a_basis_has_the_text_of_its_day(law: Catalogue) -> None:
    assert "before" in law.article6.on("A6-e", dt.date(2026, 2, 4)).label
    assert "controller" in law.article6.on("A6-e", dt.date(2026, 2, 5)).label
    assert law.article6["A6-e"] is law.article6.on("A6-e", TODAY)
    assert "first correction" in law.exemptions.on("EX-04", dt.date(2024, 3, 7)).label
    assert "2024/342" in law.exemptions.on("EX-04", dt.date(2024, 3, 8)).cite


def test_items_keep_their_flags(law: Catalogue) -> None:
    flagged = {
        name: {code for code, item in law.items.items() if getattr(item, name)}
        for name in ("clinical", "others_data", "proposed_withheld", "is_address", "high_harm")
    }
    assert flagged == {
        "clinical": {"D15"},
        "others_data": {"D10", "D11"},
        "proposed_withheld": {"D15"},
        "is_address": {"D06", "D07"},
        "high_harm": {"D06"},
    }
    assert {code for code, item in law.items.items() if item.handling is Handling.REFUSE} == {"D11", "D15"}
    assert law.items["D01"].handling is Handling.NCND


def test_prohibitions_that_stop_an_emergency(law: Catalogue) -> None:
    stops = {code for code, entry in law.prohibitions.items() if entry.stops_emergency}
    assert stops == {"PR-01", "PR-02", "PR-03", "PR-04"}
    hard = {c for c, e in law.prohibitions.items() if e.override is Override.STATUTORY_EXCEPTION}
    assert hard == {"PR-01", "PR-02", "PR-04"}
    assert law.prohibitions["PR-05"].override is Override.COURT_ONLY


def test_every_outcome_can_be_set_where_the_workflow_goes(law: Catalogue) -> None:
    permissions = {row.permission for row in TRANSITIONS}
    for outcome in law.outcomes.values():
        assert outcome.set_by in permissions, outcome.code
        assert set(outcome.states) | set(outcome.emergency_states) <= set(State), outcome.code
        assert outcome.states, outcome.code


def test_every_refusals_reply_neither_confirms_nor_denies(law: Catalogue) -> None:
    for outcome in law.outcomes.values():
        reply = law.replies[outcome.reply]
        assert reply.before_disclosure is not outcome.discloses, outcome.code
        if outcome.kind is OutcomeKind.REFUSE:
            assert not outcome.discloses
            assert reply.code.startswith("R-NCND")


def test_a_reply_before_a_disclosure_says_so_and_nothing_of_the_person(law: Catalogue) -> None:
    """INV-06: the same words for registered and unregistered people."""
    for reply in law.replies.values():
        if reply.before_disclosure:
            words = " ".join(reply.text.lower().split())
            assert "neither confirm nor deny" in words, reply.code
            assert not {"subject", "patient", "items", "conditions"} & blanks(reply.text), reply.code
            for telling in (
                "our patient",
                "is registered here",
                "not registered",
                "no record",
                "our records",
            ):
                assert telling not in words, reply.code


def test_every_reply_is_used_or_sent_while_waiting(law: Catalogue) -> None:
    used = {outcome.reply for outcome in law.outcomes.values()}
    assert set(law.replies) - used == {"R-ACK", "R-QUESTION", "R-HOLDING", "R-DESK"}


def test_every_law_is_cited_and_every_source_used(law: Catalogue) -> None:
    tables = [table for table in vars(law).values() if hasattr(table, "editions")]
    entries = [edition for table in tables for code in table for edition in table.editions(code)]
    assert all(entry.cite for entry in entries if isinstance(entry, Dated))
    used = {code for entry in entries for code in getattr(entry, "source", ())}
    assert used == set(law.sources)


def test_what_was_not_verified_says_so(law: Catalogue) -> None:
    assert law.powers["CT-01"].tag is Tag.KNOWLEDGE
    assert law.powers["CT-01"].check_with_dpo
    assert not law.powers["CO-01"].check_with_dpo
    assert not law.outcomes["MISDIRECTED"].check_with_dpo


@pytest.mark.parametrize("code", ["IM-01", "IM-02", "IM-07", "HM-01", "CA-01", "SG-01", "SG-03", "DW-02"])
def test_an_open_question_asks_for_advice(law: Catalogue, code: str) -> None:
    assert law.powers[code].seek_advice


def test_settled_law_does_not_ask_for_advice(law: Catalogue) -> None:
    assert not law.powers["CO-01"].seek_advice


def test_the_requester_kinds_of_the_journey_are_there(law: Catalogue) -> None:
    assert {
        "home_office", "police", "nca", "council", "court", "coroner", "tribunal", "hmrc", "dwp",
        "solicitor_patient", "solicitor_other", "regulator", "nhs_counter_fraud", "safeguarding_board",
        "probation", "embassy", "landlord_or_agent", "insurer_or_employer", "family_member", "other",
    } <= set(law.requester_kinds)  # fmt: skip


def test_the_catalogue_is_read_once_and_has_a_version(law: Catalogue) -> None:
    assert catalogue() is law
    assert len(law.version) == 64
    int(law.version, 16)
