"""The request's page: its story from top to bottom, what happens next, and who does it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from requests_app import permissions, selectors
from requests_app.presenters.actions import next_step
from requests_app.presenters.head import head_of
from requests_app.views.base import RequestPage, may_now, opened, would_pass


class StoryPage(RequestPage):
    """What every reading of the whole request shares: who sees what, and the story in two queries."""

    def check(self) -> None:
        """Everyone who sees the request may read it; what they see of it depends on their standing."""
        self.own = permissions.standing(self.case, self.access)

    def load(self) -> None:
        """Bring the story; whose data it is stays unread for those who may not see it."""
        selectors.load_story(self.case, subjects=self.own.may("see_subject"))

    def story(self) -> dict[str, Any]:
        """What the templates of the page and of the print share."""
        linked = [] if self.own.outside else list(selectors.linked_and_visible(self.case, self.access))
        return {
            "case": self.case,
            "own": self.own,
            "head": head_of(self.case, self.own, timezone.now()),
            "linked": linked,
        }


class RequestStoryPage(StoryPage):
    """The page that everyone comes back to."""

    def get(self, request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        """Recorded before it is rendered."""
        opened(request, self.case, self.page)
        return self.show()

    def show(self, **more: Any) -> HttpResponse:
        """Render the page; `more` is what a form on it adds."""
        self.load()
        now = timezone.now()
        rows = may_now(self.case, self.access, self.own)
        stops = {row.verb: would_pass(self.case, row, now) for row in rows if row.guard}
        context = {**self.story(), "next": next_step(self.case, self.own, rows, stops), **more}
        return render(self.request, "requests/request.jinja", context)
