"""An objection is weighed before an approval, by whoever reviews or decides; it is no veto."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.ledger.api import entries_about, log_name, reveal
from kit.errors import NotAllowed, NotPossible
from requests_app.journey import guardian_decision, objections, release, returning
from requests_app.models import ObjectionWeighing
from requests_app.policies import concerned_by, to_weigh, upheld_items
from tests.factories import answers as given
from tests.factories import journeys, objecting, rules
from tests.factories.journeys import Team


def approve(team: Team, request: Any, **changes: Any) -> Any:
    data = given.approval(request, (), **changes)
    guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=data)
    return journeys.fresh(request)


class TestWeighing:
    def test_no_approval_before_it_was_weighed(self, team: Team) -> None:
        request, objection = journeys.at_decision(team), objecting.recorded(team)

        with pytest.raises(NotPossible, match="not weighed yet"):
            approve(team, request)
        request = objecting.weighed(team, request, objection)
        assert approve(team, request).state == "approved"

    def test_two_of_them_are_counted(self, team: Team) -> None:
        request = journeys.at_decision(team)
        objecting.recorded(team)
        objecting.recorded(team, items=["D06"])

        with pytest.raises(NotPossible, match="2 objections"):
            approve(team, request)

    def test_refusing_needs_no_weighing(self, team: Team) -> None:
        request = journeys.at_decision(team)
        objecting.recorded(team)

        assert journeys.refused(team, request).state == "refused"

    def test_an_emergency_is_not_held_up(self, team: Team) -> None:
        objecting.recorded(team)

        assert rules.emergency_approved(team).state == "approved"

    def test_what_is_not_about_this_request_needs_none(self, team: Team) -> None:
        request = journeys.at_decision(team)
        objecting.recorded(team, against="kind", requester_kind="council")

        assert approve(team, request).state == "approved"

    def test_what_was_upheld_is_departed_from_with_a_reason(self, team: Team) -> None:
        request, objection = journeys.at_decision(team), objecting.recorded(team)
        request = objecting.weighed(team, request, objection, conclusion="upheld", upheld=["D06"])

        assert upheld_items(request) == {"D06"}
        with pytest.raises(NotPossible, match="upheld objection"):
            approve(team, request)
        assert approve(team, request, departs_because="A life is at risk").state == "approved"

    def test_a_duty_is_no_departure(self, team: Team) -> None:
        request = rules.compelled(team)
        objection = objecting.recorded(team)
        tokens = [item.token for item in request.live_items]
        request = objecting.weighed(team, request, objection, conclusion="upheld", upheld=tokens)

        items = {token: {"outcome": "disclose"} for token in tokens}
        assert guardian_decision.departures_from_advice(request, items) == []

    def test_the_entry_has_codes_and_the_reason_is_private(self, team: Team) -> None:
        request, objection = journeys.at_decision(team), objecting.recorded(team)
        objecting.weighed(team, request, objection, conclusion="upheld", upheld=["D06"])

        entry = entries_about(log_name(team.practice.public_id), request.about)[0]
        assert entry.facts["objection"] == str(objection.key)
        assert (entry.facts["considered"], entry.facts["upheld"]) == (["D06", "D08"], ["D06"])
        assert reveal(entry.log, entry.event_id) == {"reason": "A life is at risk"}

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"conclusion": "maybe"}, "What came of it"),
            ({"reason": " "}, "Say why"),
            ({"conclusion": "upheld"}, "Select the items"),
            ({"conclusion": "upheld", "upheld": ["D01"]}, "for which it is upheld"),
        ],
        ids=["unknown", "no reason", "no items", "items not asked for"],
    )
    def test_what_is_missing_is_said(self, team: Team, changes: dict[str, Any], says: str) -> None:
        request, objection = journeys.at_decision(team), objecting.recorded(team)

        with pytest.raises(NotPossible, match=says):
            objecting.weighed(team, request, objection, **changes)

    def test_weighed_again_the_later_counts(self, team: Team) -> None:
        request, objection = journeys.at_decision(team), objecting.recorded(team)
        request = objecting.weighed(team, request, objection, conclusion="upheld", upheld=["D06"])
        request = objecting.weighed(team, request, objection)

        assert upheld_items(request) == set()
        assert [row.voided_because for row in request.objection_weighings.all()] == ["", "weighed again"]

    def test_a_reviewer_weighs_it_at_their_review_and_then_does_not_decide(self, team: Team) -> None:
        objection = objecting.recorded(team)
        request = journeys.triaged(team, journeys.submitted(team))

        with pytest.raises(NotAllowed):
            objecting.weighed(team, request, objection, by=team.clinical_reviewer)
        objecting.weighed(team, request, objection, by=team.ig_lead)
        assert request.participations.filter(person=team.ig_lead, part="prepares").exists()

    def test_a_return_makes_it_void_with_the_review(self, team: Team) -> None:
        request, objection = journeys.at_decision(team), objecting.recorded(team)
        request = objecting.weighed(team, request, objection)
        returning.return_to(
            key=request.key, by=team.caldicott_guardian, state="legal_basis", reason="Read it again"
        )
        request = journeys.fresh(request)

        assert to_weigh(request) == [objection]

    def test_an_item_that_is_asked_for_later_is_weighed_again(self, team: Team) -> None:
        request, objection = journeys.at_decision(team), objecting.recorded(team)
        request = objecting.weighed(team, request, objection)
        request.items.create(position=9, own_words="Where she works")

        assert concerned_by(request, objection) == ["D06", "D08", "X9"]
        assert to_weigh(request) == [objection]

    @pytest.mark.parametrize("what", ["taken back", "somebody else's"])
    def test_what_does_not_stand_here_is_not_weighed(self, team: Team, what: str) -> None:
        request, objection = journeys.at_decision(team), objecting.recorded(team)
        if what == "taken back":
            objections.take_back(page=objection.page, objection=objection.key, by=team.ig_lead, reason="x")
        else:
            objection = objecting.recorded(team, objecting.page_of(team, nhs_number="9993014176"))

        with pytest.raises(NotPossible):
            objecting.weighed(team, request, objection)

    def test_it_is_weighed_from_the_reviews_until_the_release(self, team: Team) -> None:
        released, objection = journeys.released(team), objecting.recorded(team)

        for request in (journeys.submitted(team), released):
            with pytest.raises(NotPossible, match="while the request is reviewed or decided, and until"):
                objecting.weighed(team, request, objection)


class TestAfterTheApproval:
    def test_one_that_came_late_holds_the_release_up_until_the_guardian_weighs_it(self, team: Team) -> None:
        request = journeys.approved(team)
        objection = objecting.recorded(team)

        with pytest.raises(NotPossible, match="not weighed yet") as refused:
            journeys.released(team, request)
        assert refused.value.who_can.startswith("The Caldicott guardian can weigh it")
        with pytest.raises(NotAllowed):
            objecting.weighed(team, request, objection, by=team.ig_lead)
        request = objecting.weighed(team, request, objection)
        assert journeys.released(team, request).state == "released"

    def test_what_is_upheld_by_then_stays_here_and_the_rest_goes(self, team: Team) -> None:
        request = journeys.approved(team)
        request = objecting.weighed(
            team, request, objecting.recorded(team), conclusion="upheld", upheld=["D06"]
        )
        decision = request.decisions.get()
        go = {
            "key": request.key,
            "by": team.practice_manager,
            "recipient": decision.recipient,
            "route": decision.route,
        }

        with pytest.raises(NotPossible, match="D06: an objection was upheld after the approval"):
            release.release(tokens=["D06", "D08"], **go)
        release.release(tokens=["D08"], **go)
        assert journeys.fresh(request).state == "released"

    def test_what_was_approved_against_it_goes(self, team: Team) -> None:
        """It was upheld before the approval, which says why it departs from it."""
        request, objection = journeys.at_decision(team), objecting.recorded(team)
        request = objecting.weighed(team, request, objection, conclusion="upheld", upheld=["D06"])

        request = approve(team, request, departs_because="A life is at risk")
        assert journeys.released(team, request).state == "released"

    def test_what_the_law_compels_goes_though_it_is_upheld(self, team: Team) -> None:
        request = approve(team, journeys.matched(team, rules.compelled(team)))
        tokens = [item.token for item in request.live_items]
        request = objecting.weighed(
            team, request, objecting.recorded(team), conclusion="upheld", upheld=tokens
        )

        assert journeys.released(team, request).state == "released"


class TestTheDatabase:
    def test_one_that_is_upheld_names_items(self, team: Team) -> None:
        request, objection = journeys.at_decision(team), objecting.recorded(team)
        objecting.weighed(team, request, objection)
        row = ObjectionWeighing.objects.get()
        row.pk, row.conclusion = None, "upheld"
        row._state.adding = True

        with pytest.raises(IntegrityError, match="objection_weighing_upheld_for_items"), transaction.atomic():
            row.save()

    def test_one_weighing_of_an_objection_is_alive(self, team: Team) -> None:
        request, objection = journeys.at_decision(team), objecting.recorded(team)
        objecting.weighed(team, request, objection)
        row = ObjectionWeighing.objects.get()
        row.pk = None
        row._state.adding = True

        with pytest.raises(IntegrityError, match="objection_weighing_one_live"), transaction.atomic():
            row.save()
