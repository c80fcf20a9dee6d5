"""Split items off into a linked request."""

from typing import Any

from django.urls import reverse

from kit.forms import Form
from requests_app.doors import person_in
from requests_app.forms.splitting import SplitForm
from requests_app.journey import splitting
from requests_app.presenters import decision as read
from requests_app.presenters.face import item_name
from requests_app.selectors import reviews as select
from requests_app.views.base import StepPage
from requests_app.workflow import State


class SplitPage(StepPage):
    """What the law compels goes on; the other items go their own way in a linked request."""

    page = "split"
    permission = "review_legal_basis"
    states = (State.LEGAL_BASIS,)
    form_class = SplitForm
    template = "requests/split.jinja"
    heading = "Split items off into a linked request"
    submit_text = "Split them off"
    done_text = "The items were split off. The new request is in triage; each page links to the other."

    def form_options(self) -> dict[str, Any]:
        select.load_face(self.case, subjects=False)
        self.reviews = select.legal_reviews(self.case)
        return {"items": {item.token: item_name(item) for item in select.items_of(self.case)}}

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        splitting.split(
            key=self.case.key,
            by=person_in(self.request),
            tokens=data["tokens"],
            reason=data["reason"],
            seen_version=seen_version,
        )

    def context(self, form: Form) -> dict[str, Any]:
        back = reverse("legal_basis", args=[self.case.key])
        return {
            "found": read.effects_found(self.reviews),
            "submit_variant": "warning",
            "back_url": back,
            "cancel_url": back,
        }
