"""Objections: recorded as they were said, matched without an identifier, weighed before an approval."""

from typing import Any

import pytest
from django.utils import timezone

from audit.ledger.api import entries_about, log_name, reveal
from consent.models import Objection
from kit.errors import NotAllowed, NotPossible, NotVisible, StalePage
from requests_app.journey import objections
from requests_app.models import Match, OutboxMessage
from requests_app.policies import concerned_by, objections_of, sameness_of, to_weigh
from requests_app.selectors.patients import objections_of_page
from requests_app.selectors.story import load_story
from tests.factories import answers as given
from tests.factories import journeys, objecting
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team


class TestRecording:
    def test_it_is_on_record_as_it_was_said(self, team: Team) -> None:
        objection = objecting.recorded(team, against="kind", requester_kind="police", items=["D06"])

        (entry, *_) = entries_about(log_name(team.practice.public_id), objection.page.about)
        assert entry.event == "objection.recorded"
        assert entry.facts["items"] == ["D06"]
        assert entry.facts["requester_kind"] == "police"
        assert "address" not in entry.text
        assert reveal(entry.log, entry.event_id) == {"words": objecting.answers()["words"]}

    def test_no_identifier_is_in_its_row(self, team: Team) -> None:
        objecting.recorded(team)

        row = str(Objection.objects.values().get())
        assert not [word for word in ("9993035203", "Halloway", "1979") if word in row]

    @pytest.mark.parametrize(
        "role", ["practice_manager", "ig_lead", "clinical_reviewer", "caldicott_guardian"]
    )
    def test_these_roles_record_it(self, team: Team, role: str) -> None:
        objections.record_objection(
            page=objecting.page_of(team), by=team.people[role], data=objecting.answers()
        )

        assert Objection.objects.count() == 1

    @pytest.mark.parametrize(
        "role", ["front_desk", "data_protection_officer", "auditor", "practice_administrator"]
    )
    def test_no_other_role_does(self, team: Team, role: str) -> None:
        with pytest.raises(NotAllowed):
            objections.record_objection(
                page=objecting.page_of(team), by=team.people[role], data=objecting.answers()
            )

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"against": "nobody"}, "What it is about"),
            ({"against": "kind"}, "kind of requester"),
            ({"requester_kind": "police"}, "one thing"),
            ({"against": "organisation"}, "Name the organisation"),
            ({"organisation_name": "Northmere Police"}, "Name the organisation"),
            ({"items": ["D99"]}, "The items"),
            ({"said_by": "parent"}, "who spoke"),
            ({"said_by": "nobody"}, "Who said it"),
            ({"how": "telepathy"}, "How it was said"),
            ({"words": " "}, "what they said"),
            ({"said_on": None}, "which day"),
            ({"said_on": timezone.localdate().replace(year=2099)}, "today or before"),
        ],
        ids=[
            *("against nobody", "no kind", "a kind beside", "no name", "a name beside", "an unknown item"),
            *("no speaker", "an unknown speaker", "unknown means", "no words", "no day", "a day ahead"),
        ],
    )
    def test_what_is_missing_is_said(self, team: Team, changes: dict[str, Any], says: str) -> None:
        with pytest.raises(NotPossible, match=says):
            objecting.recorded(team, **changes)
        assert not Objection.objects.exists()

    def test_an_organisation_of_the_register_is_known_under_another_name_too(self, team: Team) -> None:
        entry = journeys.organisation(team)
        objection = objecting.recorded(team, against="organisation", organisation_name="northmere police")
        other = {"organisation_name": "Northmere Constabulary", "organisation": entry}

        assert objection.organisation == entry.key
        assert concerned_by(journeys.submitted(team, requester=other), objection) == ["D06", "D08"]

    def test_of_two_entries_of_one_name_none_is_chosen(self, team: Team) -> None:
        journeys.organisation(team)
        journeys.organisation(team, unit="Major crime")

        objection = objecting.recorded(team, against="organisation", organisation_name="Northmere Police")

        assert objection.organisation is None

    def test_those_who_work_on_an_open_request_are_told_by_its_reference(self, team: Team) -> None:
        request = journeys.at_decision(team)
        OutboxMessage.objects.all().delete()

        objecting.recorded(team)

        told = OutboxMessage.objects.filter(topic="objection.recorded")
        assert {(row.recipient, row.request) for row in told} == {(team.caldicott_guardian, request)}

    def test_who_sends_and_who_approved_are_both_told(self, team: Team) -> None:
        journeys.approved(team)
        OutboxMessage.objects.all().delete()

        objecting.recorded(team)

        told = {row.recipient for row in OutboxMessage.objects.filter(topic="objection.recorded")}
        assert {team.caldicott_guardian, team.ig_lead} <= told
        assert team.practice_manager not in told  # who recorded it knows

    @pytest.mark.parametrize(
        "changes",
        [{"against": "kind", "requester_kind": "council"}, {"items": ["D01"]}],
        ids=["another requester", "another item"],
    )
    def test_nobody_is_told_of_what_is_not_about_their_request(self, team: Team, changes: Any) -> None:
        journeys.at_decision(team)
        OutboxMessage.objects.all().delete()

        objecting.recorded(team, **changes)

        assert not OutboxMessage.objects.exists()


class TestTakingBack:
    def test_it_stays_on_record_and_is_no_longer_weighed(self, team: Team) -> None:
        request, objection = journeys.at_decision(team), objecting.recorded(team)
        page = objection.page

        objections.take_back(page=page, objection=objection.key, by=team.ig_lead, reason="They rang")

        assert to_weigh(request) == []
        assert objections_of(request)[0].ended_because == "They rang"
        entry = entries_about(log_name(team.practice.public_id), page.about)[0]
        assert (entry.event, reveal(entry.log, entry.event_id)) == (
            "objection.ended",
            {"reason": "They rang"},
        )

    def test_only_once_and_with_a_reason(self, team: Team) -> None:
        objection = objecting.recorded(team)
        given = {"page": objection.page, "objection": objection.key, "by": team.ig_lead}

        with pytest.raises(NotPossible):
            objections.take_back(**given, reason=" ")
        objections.take_back(**given, reason="They rang")
        with pytest.raises(StalePage):
            objections.take_back(**given, reason="They rang again")

    def test_one_of_another_practice_is_not_found(self, team: Team) -> None:
        other = make_team("Y99992", "Hillside Surgery")
        objection = objecting.recorded(other)

        with pytest.raises(NotVisible):
            objections.take_back(
                page=objecting.page_of(team), objection=objection.key, by=team.ig_lead, reason="x"
            )


class TestMatching:
    def test_it_stands_against_requests_before_and_after_it(self, team: Team) -> None:
        before = journeys.submitted(team)
        objection = objecting.recorded(team)
        after = journeys.submitted(team)

        assert objections_of(before) == objections_of(after) == [objection]

    def test_no_patient_list_is_opened_for_it(self, team: Team) -> None:
        objecting.recorded(team)
        request = journeys.legally_reviewed(team, journeys.triaged(team, journeys.submitted(team)))

        assert len(to_weigh(request)) == 1
        assert not Match.objects.exists()

    def test_another_practice_has_objections_of_its_own(self, team: Team) -> None:
        objecting.recorded(team)
        other = make_team("Y99992", "Hillside Surgery")

        assert objections_of(journeys.submitted(other)) == []

    def test_by_a_number_alone_a_request_without_it_is_not_found(self, team: Team) -> None:
        objecting.recorded(team, objecting.page_of(team, nhs_number="9993035203"))
        him = given.parts()["subject"]["subjects"][0]
        request = journeys.submitted(team, subject={"subjects": [{**him, "nhs_number": ""}]})

        assert objections_of(request) == []

    def test_somebody_whom_nothing_identifies_has_none(self, team: Team) -> None:
        objecting.recorded(team)
        nobody = {
            "subject_kind": "nobody_named",
            "subjects": [],
            "subject_description": "Whoever lives there",
        }

        assert objections_of(journeys.submitted(team, subject=nobody)) == []


NUMBER = {"nhs_number": objecting.HIM["nhs_number"]}
NAME = {name: objecting.HIM[name] for name in ("name", "date_of_birth")}


class TestTheOtherIdentifier:
    """What was recorded under one identifier alone is found under the other, where a page has both."""

    def asked_with(self, team: Team, **changes: Any) -> Any:
        him = {**given.parts()["subject"]["subjects"][0], **changes}
        return journeys.submitted(team, subject={"subjects": [him]})

    @pytest.mark.parametrize(
        ("recorded_as", "left_out"),
        [(NUMBER, {"nhs_number": ""}), (NAME, {"date_of_birth": None})],
        ids=["recorded by number", "recorded by name"],
    )
    def test_a_page_that_has_both_leads_from_one_to_the_other(
        self, team: Team, recorded_as: dict[str, Any], left_out: dict[str, Any]
    ) -> None:
        objection = objecting.recorded(team, objecting.page_of(team, **recorded_as))
        request = self.asked_with(team, **left_out)
        assert objections_of(request) == []
        assert objections_of(load_story(journeys.fresh(request))) == []

        page = objecting.page_of(team)

        assert objections_of(journeys.fresh(request)) == [objection]
        assert objections_of(load_story(journeys.fresh(request))) == [objection]
        assert sameness_of(request, objection) == "linked"
        assert list(objections_of_page(page)) == [objection]
        (other,) = {("nhs_number",), ("name", "date_of_birth")} - {tuple(recorded_as)}
        by_other = objecting.page_of(team, **{name: objecting.HIM[name] for name in other})
        assert list(objections_of_page(by_other)) == [objection]

    def test_those_who_work_on_such_a_request_are_told(self, team: Team) -> None:
        request = self.asked_with(team, nhs_number="")
        objecting.page_of(team)
        OutboxMessage.objects.all().delete()

        objecting.recorded(team, objecting.page_of(team, **NUMBER))

        assert {row.request for row in OutboxMessage.objects.filter(topic="objection.recorded")} == {request}

    def test_a_page_of_another_practice_leads_nowhere(self, team: Team) -> None:
        objecting.recorded(team, objecting.page_of(team, **NUMBER))
        objecting.page_of(make_team("Y99992", "Hillside Surgery"))

        assert objections_of(self.asked_with(team, nhs_number="")) == []

    def test_a_page_of_somebody_else_leads_nowhere(self, team: Team) -> None:
        objecting.recorded(team, objecting.page_of(team, **NUMBER))
        objecting.page_of(team, **{**objecting.HIM, "name": "Una Halloway"})

        assert objections_of(self.asked_with(team, nhs_number="")) == []
