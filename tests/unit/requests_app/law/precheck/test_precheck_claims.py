"""What the pre-check says of claims: exemptions, agreements, powers and their papers."""

import datetime as dt
from typing import Any

import pytest

from requests_app.law.precheck import Agreement
from tests.factories.prechecks import asked, one, paper, said


def test_the_immigration_exemption_is_not_the_practices() -> None:
    """INV-02."""
    line = one("exemption-not-ours", "home_office", claims=("EX-04",))
    assert (line.kind, line.codes) == ("stop", ("EX-04",))
    assert "not a practice’s to use" in line.text
    assert "SI 2024/342" in line.cite
    old = one("exemption-not-ours", "home_office", claims=("EX-04",), received=dt.date(2024, 3, 7))
    assert "2024/342" not in old.cite


@pytest.mark.parametrize("code", ["EX-02", "EX-05-2", "EX-05-3"])
def test_an_exemption_is_not_a_power(code: str) -> None:
    """INV-01."""
    line = one("exemption-no-power", claims=(code,))
    assert line.kind == "warn"
    assert "an exemption, not a power" in line.text
    assert line.cite.startswith("DPA 2018 Sch 2")


def test_section_109bza_may_not_be_in_force() -> None:
    line = one("in-force-open", "dwp", claims=("DW-02",), paper=paper("statutory_notice"))
    assert line.kind == "no_view"
    assert "ask the data protection officer" in line.text
    assert "commencement order" in line.views
    assert "warn compels DW-02" not in said("dwp", claims=("DW-02",), paper=paper("statutory_notice"))


@pytest.mark.parametrize("code", ["SG-03", "CA-01"])
def test_what_may_not_be_in_force_has_no_view(code: str) -> None:
    kind = {"SG-03": "council", "CA-01": "public_sector_fraud"}[code]
    assert f"no_view in-force-open {code}" in said(kind, claims=(code,))


def test_the_memorandum_is_over() -> None:
    """INV-03."""
    line = one("not-in-force", "home_office", claims=("IM-08",))
    assert line.kind == "stop"
    assert "withdrawn on 9 November 2018" in line.text


def test_a_power_that_had_not_begun() -> None:
    before = {"received": dt.date(2026, 1, 11), "claims": ("PO-02",)}
    assert "stop not-in-force PO-02" in said(**before)
    after = said(**(before | {"received": dt.date(2026, 1, 12)}))
    assert "stop not-in-force PO-02" not in after
    assert "warn permits-only PO-02" in after


def test_the_papers_day_counts_for_a_power() -> None:
    """The direction under section 20A: from 12 July 2016."""
    early = paper("statutory_notice", dated=dt.date(2016, 7, 11))
    assert "stop not-in-force IM-02" in said("home_office", claims=("IM-02",), paper=early)
    assert "stop not-in-force IM-02" not in said(
        "home_office", claims=("IM-02",), paper=paper("statutory_notice")
    )


@pytest.mark.parametrize("code", ["HM-01", "HM-02"])
def test_schedule_36_without_its_notice_compels_nothing(code: str) -> None:
    lines = said("hmrc", claims=(code,))
    assert {f"stop no-paper {code}", "stop CK-SCHEDULE-36"} <= lines
    shown = said("hmrc", claims=(code,), paper=paper("statutory_notice"))
    assert not {f"stop no-paper {code}", "stop CK-SCHEDULE-36"} & shown
    assert f"no_view reach-open {code}" in shown
    assert f"warn compels {code}" not in shown


def test_hmrcs_letter_is_no_compulsion() -> None:
    line = one("permits-only", "hmrc", claims=("HM-03",))
    assert "compels nobody" in line.text


def test_section_20_leaves_confidence_standing() -> None:
    lines = asked("home_office", claims=("IM-01",))
    assert "leaves confidence standing" in next(line.text for line in lines if line.rule == "permits-only")
    reach = next(line for line in lines if line.rule == "reach-open")
    assert "public authority" in reach.views
    assert reach.check_with_dpo


@pytest.mark.parametrize("code", ["IM-03", "IM-04", "DW-01", "CO-03", "PO-09"])
def test_what_does_not_reach_a_practice(code: str) -> None:
    kind = {"IM-03": "home_office", "IM-04": "home_office", "DW-01": "dwp", "CO-03": "family_member"}.get(
        code
    )
    assert f"stop not-a-practice {code}" in said(kind or "police", claims=(code,))


@pytest.mark.parametrize("code", ["IM-07", "CE-01"])
def test_no_power_is_known_there(code: str) -> None:
    kind = {"IM-07": "home_office", "CE-01": "nhs_body"}[code]
    expected = "no_view in-force-open" if code == "IM-07" else "no_view reach-open"
    assert f"{expected} {code}" in said(kind, claims=(code,))


def test_another_bodys_power() -> None:
    lines = said("embassy", claims=("PO-03",), paper=paper())
    assert "stop not-theirs PO-03" in lines
    assert not [line for line in lines if "compels PO-03" in line or "evidence" in line]


# Papers: compulsion is shown, not asserted (INV-07).

ORDER: dict[str, Any] = {"claims": ("PO-03",), "level": "V4"}


def test_an_order_compels_within_its_terms() -> None:
    line = one("compels", paper=paper(), **ORDER)
    assert line.kind == "warn"
    assert "within the terms of its paper only" in line.text


def test_without_its_paper_nothing_compels() -> None:
    assert "stop no-paper PO-03" in said(**ORDER)
    assert "warn compels PO-03" not in said(**ORDER)


def test_another_paper_is_not_the_one() -> None:
    assert "stop wrong-paper PO-03" in said(paper=paper("statutory_notice"), **ORDER)
    assert "warn compels PO-03" not in said(paper=paper("statutory_notice"), **ORDER)
    assert "stop wrong-paper PO-03" not in said(paper=paper(), **ORDER)


def test_a_paper_that_does_not_name_the_practice() -> None:
    assert "stop not-named PO-03" in said(paper=paper(names_practice=False), **ORDER)
    assert "warn compels PO-03" not in said(paper=paper(names_practice=False), **ORDER)
    assert "stop not-named PO-03" not in said(paper=paper(), **ORDER)


@pytest.mark.parametrize(
    ("code", "kind", "came", "enough", "too_little"),
    [
        ("PO-03", "police", "court_order", "V4", "V3"),
        ("CO-01", "coroner", "statutory_notice", "V4", "V2"),
        ("SG-04", "safeguarding_board", "statutory_notice", "V2", "V1"),
    ],
)
def test_a_paper_is_checked_with_whoever_issued_it(
    code: str, kind: str, came: str, enough: str, too_little: str
) -> None:
    line = f"ask paper-unchecked {code}"
    assert line in said(kind, claims=(code,), paper=paper(came), level=too_little)
    assert line not in said(kind, claims=(code,), paper=paper(came), level=enough)


def test_officers_at_the_door_and_a_duty_of_ones_own_demand_nothing() -> None:
    door = said("home_office", claims=("IM-05",), paper=paper("warrant"))
    assert {"warn entry-only IM-05", "ask CK-ENTRY", "no_view confidence-open IM-05"} <= door
    assert "warn own-initiative PO-06" in said(claims=("PO-06",))


# Evidence.


def test_what_the_record_lacks_is_asked_for() -> None:
    line = one("evidence-missing", claims=("PO-01",), offence=False, officer=False)
    assert line.kind == "ask"
    assert "the offence; the officer’s name; a supervisor’s countersignature" in line.text
    assert "A supervisor's counter-signature" in line.evidence
    shown = one("evidence-to-see", claims=("PO-01",), supervisor=True)
    assert shown.kind == "warn"
    assert shown.evidence == line.evidence


def test_a_power_without_evidence_asks_for_none() -> None:
    assert not [line for line in asked(claims=("PO-10",)) if line.rule.startswith("evidence")]


def test_a_power_that_is_contested_shows_both_views() -> None:
    line = one("contested", paper=paper(), **ORDER)
    assert line.kind == "no_view"
    assert "ex p Kellam" in line.views
    assert not [line for line in asked("coroner", claims=("CO-01",)) if line.views]


def test_whether_confidence_is_lifted_may_be_open() -> None:
    assert "no_view confidence-open PO-12" in said("nca", claims=("PO-12",))
    assert "warn permits-only PO-12" in said("nca", claims=("PO-12",))


# Agreements and other words.


def agreement(**fields: Any) -> Agreement:
    known: dict[str, Any] = {"name": "Tracing", "status": "In force", "in_force": True, "joined": True}
    return Agreement(**(known | fields))


def test_an_agreement_is_never_a_basis() -> None:
    for cited, rule, kind in (
        (agreement(), "agreement-narrows", "warn"),
        (agreement(joined=False), "agreement-not-joined", "stop"),
        (agreement(in_force=False, status="Withdrawn"), "agreement-fallen", "stop"),
    ):
        line = one(rule, "home_office", agreement=cited, claims=("AG-OTHER",))
        assert line.kind == kind
        assert "“Tracing”" in line.text
        assert "never a basis" in line.text
    fallen = one("agreement-fallen", agreement=agreement(in_force=False, status="Withdrawn"))
    assert "stands today as: Withdrawn" in fallen.text


def test_an_agreement_of_which_nobody_knows() -> None:
    for fields in ({"agreement_words": True}, {"claims": ("AG-OTHER",)}):
        line = one("agreement-unknown", **fields)
        assert line.kind == "ask"
        assert "never a basis" in line.text


def test_an_agreement_alone_is_no_law() -> None:
    assert "ask no-law LAW-NONE" in said(claims=("AG-OTHER",))
    assert "ask no-law LAW-NONE" in said(claims=("LAW-NONE",))
    assert "ask no-law LAW-NONE" in said()
    assert "ask no-law LAW-NONE" not in said(claims=("PO-01",))


def test_a_law_in_words_is_looked_up() -> None:
    for fields in ({"law_words": True}, {"claims": ("LAW-OTHER",)}):
        lines = said(**fields)
        assert "ask law-in-words LAW-OTHER" in lines
        assert "ask no-law LAW-NONE" not in lines


def test_a_code_that_nobody_knows_is_passed_over() -> None:
    assert said("police", claims=("PO-01", "ZZ-99"), flags=("PR-99",)) == said("police", claims=("PO-01",))
