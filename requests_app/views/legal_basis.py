"""Legal-basis review: the three gates, item by item, and where the request goes then."""

from typing import Any, ClassVar

from django.utils import timezone

from kit.forms import Form
from requests_app import permissions, workflow
from requests_app.doors import may_now, person_in
from requests_app.forms.legal_basis import LegalBasisForm, initial_of
from requests_app.journey import legal_basis
from requests_app.law.loader import catalogue
from requests_app.law.vocabulary import SpecialCategory
from requests_app.models import LegalBasisReview, Subject
from requests_app.policies import came_of_asking, covers, live
from requests_app.presenters import advised, consents, law_cited, objections, reviews
from requests_app.presenters.face import face, item_name
from requests_app.presenters.precheck import pre_check
from requests_app.selectors import reviews as select
from requests_app.selectors.consents import consents_now, open_asking
from requests_app.views.precedents import few
from requests_app.views.reviewing import ReviewPage
from requests_app.workflow import State


class LegalBasisPage(ReviewPage):
    """The gates for all items at once or one by one."""

    page = "legal_basis"
    permission = "review_legal_basis"
    states = (State.LEGAL_BASIS,)
    form_class = LegalBasisForm
    template = "requests/legal_basis.jinja"
    heading = "Legal basis"
    finishes: ClassVar = {
        "weigh": "The legal-basis review is finished. The public interest is weighed next.",
        "skip_test": "The legal-basis review is finished. The guardian decides next.",
    }

    def initial(self) -> dict[str, Any]:
        """As it was saved; where an item may be health data, that it reveals health is proposed."""
        select.load_face(self.case, subjects=self.own.may("see_subject"))
        self.items = select.items_of(self.case)
        self.reviews = select.legal_reviews(self.case)
        self.review = live(self.reviews)
        found = initial_of(self.review, [item.token for item in self.items])
        self.asked = came_of_asking(self.case, timezone.localdate())
        if self.asked and found.get("consent_sought") != LegalBasisReview.NOT_NEEDED:
            found["consent_sought"] = self.asked
        known = catalogue().items
        sensitive = any(
            item.code and known[item.code].special_category is not SpecialCategory.NO for item in self.items
        )
        if found.get("reveals_health") is None and sensitive:
            found["reveals_health"] = True
        return found

    def form_options(self) -> dict[str, Any]:
        paper = getattr(self.case, "instrument", None)
        self.on = paper.dated if paper else timezone.localdate()
        self.relied = [f.power for f in self.review.findings.all() if f.power] if self.review else []
        return {
            "items": {item.token: item_name(item) for item in self.items},
            "powers": law_cited.power_choices(self.on, self.case.requester.kind, self.relied),
            "dated": paper.dated if paper else None,
            "finishing": bool(self.finishing),
            "agreement": self.case.agreement if self._covered() else None,
            "consents": consents.to_choose(consents_now(self.case)),
            "asked": self.asked,
        }

    def _covered(self) -> bool:
        """Whether the agreement that it cites is in force and joined: only then it may narrow."""
        agreement, today = self.case.agreement, timezone.localdate()
        return agreement is not None and covers(agreement, self.case.practice_id, today)

    def save(self, data: dict[str, Any], seen_version: int | None) -> None:
        legal_basis.save(key=self.case.key, by=person_in(self.request), data=data, seen_version=seen_version)

    def finish(self, verb: str) -> None:
        legal_basis.finish(key=self.case.key, verb=verb, by=person_in(self.request))

    def subjects(self) -> list[Subject]:
        """Whose data it is, where the reviewer may see that."""
        return select.subjects_of(self.case) if self.own.may("see_subject") else []

    def context(self, form: Form) -> dict[str, Any]:
        claims = select.claims_of(self.case)
        skip = workflow.find("skip_test", State.LEGAL_BASIS)
        return {
            "face": face(self.case, self.items, claims),
            "may_split": len(self.items) > 1,
            "pre_checked": pre_check(self.case, subjects=self.subjects(), match=False),
            "verification": reviews.verification_rows(select.live_verification(self.case)),
            "cited": law_cited.cited_rows([*claims, *self.relied], self.on),
            "offered": law_cited.offered_rows(self.on, self.case.requester.kind),
            "gates": law_cited.gate_rows(),
            "why_no_skip": permissions.why_not_transition(skip, self.own) if skip else "",
            "precedents": few(
                self.case, self.access, self.own, laws=[*claims, *self.relied], items=self.items
            ),
            "advice": advised.in_short(self.case.advice.all()),
            "objections": objections.in_short(self.case) if self.own.may("see_subject") else None,
            "consent": consents.of_story(self.case, timezone.localdate(), seeing=self.own.may("see_subject")),
            "consent_waits": open_asking(self.case) is not None,
            "may_record_consent": self.own.may("record_consent"),
            "ways": reviews.ways(self.case, may_now(self.case, self.access, self.own)),
            "earlier_review": self.earlier_review_url(self.reviews),
        }
