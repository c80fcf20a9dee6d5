"""What stops an approval, said on the page; and the one way past a protected location."""

from django.utils import timezone

from requests_app.journey import legal_basis, matching
from requests_app.models import Decision, Request
from tests.factories import journeys
from tests.integration.pages.deciding import answers, confirmed, refusal, text_of, url


class TestStops:
    """Where a rule stops, the page says so, who can help, and that refusing stays open."""

    def stopped(self, team, as_person, request: Request, message: str) -> None:
        guardian = as_person(team.caldicott_guardian)
        page = guardian.get(url(request, "decision"))
        assert page.status_code == 200
        assert "This can’t be approved now" in text_of(page)
        assert message in text_of(page)
        assert "Check the approval" not in text_of(page)
        assert "Refuse the whole request" in text_of(page)
        forced = guardian.post(url(request, "decision"), confirmed(answers(request)))
        assert forced.status_code in (409, 422)
        assert not Decision.objects.exists()
        assert guardian.post(url(request, "refuse"), confirmed(refusal(request))).status_code == 302

    def test_no_match(self, team, as_person):
        request = journeys.weighed(
            team, journeys.legally_reviewed(team, journeys.triaged(team, journeys.submitted(team)))
        )
        self.stopped(team, as_person, request, "has not been matched to a record yet")

    def test_an_uncertain_match(self, team, as_person):
        request = journeys.at_decision(team)
        unsure = {"result": "uncertain", "on_name": True, "on_date_of_birth": False, "third": ""}
        request = journeys.matched(team, request, **unsure)
        self.stopped(team, as_person, request, "The match is uncertain")

    def test_a_prohibition_on_the_record(self, team, as_person):
        request = journeys.matched(team, journeys.at_decision(team), record_flags=["PR-04"])
        self.stopped(team, as_person, request, "Disclosure is prohibited (PR-04)")

    def test_a_protected_location_without_a_court(self, team, as_person):
        request = journeys.matched(team, journeys.at_decision(team), record_flags=["PR-05"])
        self.stopped(team, as_person, request, "only a court’s order passes it".replace("’", "&#39;"))

    def test_no_basis_for_anything(self, team, as_person):
        request = journeys.triaged(team, journeys.submitted(team))
        request = journeys.legally_reviewed(team, request, {"D06": "no_basis", "D08": "no_basis"})
        self.stopped(team, as_person, request, "No item has a legal basis")

    def test_too_weak_a_verification(self, team, as_person):
        request = journeys.triaged(team, journeys.submitted(team), level="V1")
        request = journeys.matched(team, journeys.weighed(team, journeys.legally_reviewed(team, request)))
        self.stopped(team, as_person, request, "needs the requester verified to V2; it is V1")


def test_a_court_alone_is_given_a_protected_location(team, as_person):
    order = {
        "kind": "court_order",
        "issued_by": "Family Court",
        "serial": "",
        "dated": timezone.localdate(),
        "served_on": None,
        "names_practice": True,
    }
    request = journeys.submitted(
        team,
        requester={"kind": "court", "organisation_name": "Family Court", "officer": ""},
        items={"codes": ["D06"], "own_words": []},
        law={"codes": ["CT-02"], "instrument": order},
    )
    request = journeys.triaged(team, request, level="V4")
    found = journeys.finding("compelled", power="CT-02", confidentiality="CLDC-4")
    legal_basis.save(
        key=request.key,
        by=team.ig_lead,
        data={
            "reveals_health": False,
            "reveals_health_reason": "",
            "consent_sought": "not_needed",
            "consent_reason": "",
            "dpo_advice": "Comply, to the court only, with a note on the risk",
            "reason": "A court orders it",
            "findings": {"D06": found},
        },
    )
    legal_basis.finish(key=request.key, verb="skip_test", by=team.ig_lead)
    matching.record_match(
        key=request.key,
        by=team.caldicott_guardian,
        data={
            "result": "matched",
            "on_name": True,
            "on_date_of_birth": True,
            "third": "nhs_number",
            "record_flags": ["PR-05"],
            "note": "",
        },
    )
    request = journeys.fresh(request)
    guardian = as_person(team.caldicott_guardian)
    page = guardian.get(url(request, "decision"))
    assert "the court that issued the order, and nobody else" in text_of(page)
    assert "location is protected" in text_of(page)

    sent = answers(request, basis_D06="CLDC-4", recipient="Family Court", route="court_filing")
    without_note = guardian.post(url(request, "decision"), sent | {"conditions": ""})
    assert without_note.status_code == 422
    assert "Enter the covering note on the risk" in text_of(without_note)
    by_phone = guardian.post(url(request, "decision"), sent | {"route": "phone_call_back"})
    assert by_phone.status_code == 422
    elsewhere = guardian.post(url(request, "decision"), sent | {"recipient": "The father's solicitor"})
    assert elsewhere.status_code == 422
    assert not Decision.objects.exists()
    guardian.post(url(request, "decision"), confirmed(sent))
    assert Decision.objects.get().outcome == "COMPELLED_COMPLIED"
