"""Closing a request, and the reply as a letter."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from consent.tellable import When
from kit.errors import NotPossible
from kit.forms import Form
from requests_app import selectors, workflow
from requests_app.doors import opened, person_in, would_stop
from requests_app.forms.closing import CloseForm
from requests_app.journey import closing
from requests_app.journey.telling_rows import was_found
from requests_app.presenters import after_decision as after
from requests_app.presenters import prohibited
from requests_app.presenters.replies import reply_label
from requests_app.selectors.tellings import standing_of
from requests_app.views.base import RequestPage, StepPage
from requests_app.views.keeping import about_whom
from requests_app.workflow import State

# Whoever withdrew, or asked the wrong body, may have been told already.
REPLY_MAY_LACK = (State.WITHDRAWN, State.MISDIRECTED)


class ClosePage(StepPage):
    """The reply was sent, the patient was seen to: close."""

    page = "close"
    permission = "close_request"
    verb = "close"
    form_class = CloseForm
    template = "requests/close.jinja"
    heading = "Close the request"
    submit_text = "Close the request"
    done_text = "The request is closed."

    def check(self) -> None:
        super().check()
        self.case = selectors.load_story(self.case)

    def form_options(self) -> dict[str, Any]:
        standing = standing_of(self.case)
        when = standing.when if standing is not None else When.NOBODY
        return {
            "must_reply": self.case.state not in REPLY_MAY_LACK,
            "decided": when is not When.NOBODY,
            "told": when is When.TOLD,
            "matched": was_found(self.case),
            **about_whom(self.case),
        }

    def answers(self, form: Any) -> dict[str, Any]:
        """With the words that belong to the choice alone."""
        found: dict[str, Any] = form.answer()
        return found

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        closing.close(key=self.case.key, by=person_in(self.request), data=data, seen_version=seen_version)

    def context(self, form: Form) -> dict[str, Any]:
        row = workflow.find(self.verb, self.case.state)
        decision = after.decision_of(self.case)
        return {
            "letter": after.reply_letter(self.case),
            "reply_name": reply_label(self.case.reply) if self.case.reply else "",
            "telling": after.telling_rows(decision),
            "gone_past": prohibited.gone_past(decision),
            "sent": after.sent_names(self.case),
            "stop": would_stop(self.case, row, timezone.now()),
            "unreviewed": after.emergency_unreviewed(self.case),
        }


class ReplyPage(RequestPage):
    """The reply as a letter to print or copy: the reference and the requester, never the patient."""

    page = "reply"
    permission = "close_request"

    def check(self) -> None:
        super().check()
        self.case = selectors.load_story(self.case, subjects=False)
        if not (self.case.reply and after.letter_may_go(self.case)):
            raise NotPossible("There is no reply to send yet: it comes with the decision or the release.")

    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Recorded before it is rendered."""
        opened(request, self.case, self.page)
        context = {
            "case": self.case,
            "asks": self.case.requester,
            "letter": after.reply_letter(self.case),
            "sent": after.sent_names(self.case),
        }
        return render(request, "requests/reply.jinja", context)
