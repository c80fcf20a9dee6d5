"""The roles and their permissions are the ones agreed, each complete."""

from pathlib import Path

import pytest

from practices import roles

#: Who has what, as agreed: FD PM IG CR CG DPO AU PA.
KEYS = {
    "FD": "front_desk",
    "PM": "practice_manager",
    "IG": "ig_lead",
    "CR": "clinical_reviewer",
    "CG": "caldicott_guardian",
    "DPO": "data_protection_officer",
    "AU": "auditor",
    "PA": "practice_administrator",
}
AGREED = {
    "draft_request": "FD PM IG CG",
    "log_request": "PM IG CG",
    "view_requests": "PM IG CR CG DPO AU",
    "see_subject": "PM IG CR CG DPO",
    "reveal_subject": "AU",
    "triage_request": "PM IG",
    "verify_requester": "PM IG",
    "review_legal_basis": "IG",
    "match_patient": "IG CR CG",
    "see_match": "PM IG CR CG",
    "review_public_interest": "CR",
    "decide_request": "CG",
    "release_disclosure": "PM IG",
    "confirm_disclosure": "PM",
    "withdraw_request": "PM IG CG",
    "close_request": "PM IG CG",
    "reopen_request": "IG CG",
    "record_incident": "FD PM IG CR CG DPO AU PA",
    "add_note": "PM IG CR CG DPO",
    "view_access_log": "IG CG AU",
    "invite_outside_guardian": "IG CG",
    "restrict_request": "PM IG CG",
    "manage_requesters": "PM IG",
    "confirm_requester_number": "PM IG CG",
    "review_emergency": "DPO IG CR CG",
    "read_ledger": "AU",
    "read_identities": "DPO",
    "hold_disposal": "IG CG DPO",
    "propose_disposal": "IG CG",
    "confirm_disposal": "CG",
    "manage_people": "PA",
    "confirm_appointment": "CG",
    "seek_advice": "PM IG CR CG DPO",
    "confirm_override": "CR CG",
    "keep_agreements": "IG CG",
    "record_consent": "PM IG CR",
    "record_withdrawal": "PM IG CR CG",
    "record_objection": "PM IG CR CG",
    "make_statement": "IG CG DPO",
}


@pytest.mark.parametrize("codename", sorted(AGREED | roles.PERMISSIONS))
def test_each_permission_is_held_by_the_roles_agreed(codename):
    assert roles.roles_with(codename) == {KEYS[short] for short in AGREED[codename].split()}


def test_roles_name_only_permissions_that_exist():
    assert {code for role in roles.ROLES.values() for code in role.permissions} == set(roles.PERMISSIONS)


@pytest.mark.parametrize("role", roles.ROLES.values(), ids=roles.ROLES)
def test_each_role_is_explained_in_a_paragraph(role):
    assert role.name
    assert len(role.prose.split()) > 35
    assert "\n" not in role.prose


def test_guardian_reviewer_and_lead_start_when_a_guardian_confirms():
    assert {"caldicott_guardian", "clinical_reviewer", "ig_lead"} == roles.CONFIRMED_ROLES


def test_who_can_is_read_by_people():
    assert roles.who_can("reopen_request") == "Information governance lead or Caldicott guardian"


def test_permissions_of_roles_are_their_union():
    union = roles.permissions_of(frozenset({"front_desk", "practice_administrator"}))
    assert union == {"draft_request", "record_incident", "manage_people"}
    assert roles.permissions_of(frozenset()) == frozenset()


def test_a_permission_that_does_not_exist_is_a_mistake():
    with pytest.raises(KeyError):
        roles.roles_with("rule_the_world")


def test_the_guide_shows_every_right_of_every_role():
    guide = (Path(__file__).parents[3] / "docs" / "roles.md").read_text()
    for codename, words in roles.PERMISSIONS.items():
        held = " | ".join("yes" if codename in role.permissions else "" for role in roles.ROLES.values())
        assert f"| {words[0].upper()}{words[1:]} | {held} |" in guide
