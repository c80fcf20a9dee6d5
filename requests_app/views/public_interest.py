"""Public-interest review: the request, the law and any match beside the questions; advice, not a decision."""

from typing import Any, ClassVar

from django.utils import timezone

from kit.forms import Form
from requests_app.doors import may_now, person_in
from requests_app.forms.public_interest import PublicInterestForm, initial_of
from requests_app.journey import public_interest
from requests_app.models import LegalBasisFinding
from requests_app.policies import live
from requests_app.presenters import advised, consents, findings, objections, reviews
from requests_app.presenters.face import face, item_name
from requests_app.presenters.gates import gates
from requests_app.presenters.precheck import pre_check
from requests_app.selectors import reviews as select
from requests_app.views.precedents import few
from requests_app.views.reviewing import ReviewPage
from requests_app.workflow import State


class PublicInterestPage(ReviewPage):
    """The structured test, saved as one goes."""

    page = "public_interest"
    permission = "review_public_interest"
    states = (State.PUBLIC_INTEREST,)
    form_class = PublicInterestForm
    template = "requests/public_interest.jinja"
    heading = "Public interest"
    finishes: ClassVar = {"advise": "Your review is finished. The guardian decides next."}

    def initial(self) -> dict[str, Any]:
        may = self.own.may
        select.load_face(self.case, subjects=may("see_subject"), match=may("see_match"))
        self.reviews = select.public_interest_reviews(self.case)
        return initial_of(live(self.reviews))

    def form_options(self) -> dict[str, Any]:
        self.legal = select.live_findings(self.case)
        permitted = [f.item for f in self.legal if f.effect == LegalBasisFinding.PERMITTED]
        return {
            "items": {item.token: item_name(item) for item in permitted},
            "finishing": bool(self.finishing),
        }

    def save(self, data: dict[str, Any], seen_version: int | None) -> None:
        public_interest.save(
            key=self.case.key, by=person_in(self.request), data=data, seen_version=seen_version
        )

    def finish(self, verb: str) -> None:
        public_interest.finish(key=self.case.key, by=person_in(self.request))

    def context(self, form: Form) -> dict[str, Any]:
        may_see = self.own.may("see_subject")
        subjects = select.subjects_of(self.case) if may_see else []
        match = select.live_match(self.case) if self.own.may("see_match") else None
        asked, claims = [finding.item for finding in self.legal], select.claims_of(self.case)
        return {
            "face": face(self.case, asked, claims, subjects),
            "precedents": few(
                self.case, self.access, self.own, laws=[*claims, *(f.power for f in self.legal)], items=asked
            ),
            "gates": gates(self.case, self.legal, match, may_see_match=self.own.may("see_match")),
            "pre_checked": pre_check(self.case, subjects=subjects, match=self.own.may("see_match")),
            "legal": findings.legal_rows(self.legal),
            "legal_review": findings.review_rows(self.legal[0].review) if self.legal else [],
            "may_see_match": self.own.may("see_match"),
            "may_match": self.own.may("match_patient"),
            "match": findings.match_rows(match) if match else None,
            "consents": consents.of_story(self.case, timezone.localdate(), seeing=may_see),
            "advice": advised.in_short(self.case.advice.all()),
            "objections": objections.in_short(self.case) if self.own.may("see_subject") else None,
            "ways": reviews.ways(self.case, may_now(self.case, self.access, self.own)),
            "earlier_review": self.earlier_review_url(self.reviews),
        }
