"""The request's history, made from the ledger: who did what, and when."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from audit.desk import receipts
from audit.desk.history import history_of
from audit.ledger.api import log_name
from requests_app import permissions
from requests_app.doors import opened, person_in
from requests_app.presenters.history import lines_in_words
from requests_app.presenters.masking import Mask
from requests_app.views.base import RequestPage

LINES = 50


class HistoryPage(RequestPage):
    """Every entry about the request; who looked at it only for those who may see the access log."""

    page = "history"

    def check(self) -> None:
        self.own = permissions.standing(self.case, self.access)

    def get(self, request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        """Newest first; `before` asks for older entries."""
        opened(request, self.case, self.page)
        views = self.own.may("view_access_log")
        before = _number(request.GET.get("before", ""))
        found = history_of(
            log_name(self.case.practice.public_id),
            self.case.about,
            include_views=views,
            include_private=True,
            before=before,
            limit=LINES,
        )
        mask = Mask(() if self.own.may("see_subject") else self.case.subjects.all())
        context = {
            "case": self.case,
            "lines": mask.over(lines_in_words(found.lines, self.own)),
            "before": found.before,
            "first_page": before is None,
            "views": views,
        }
        return render(request, "requests/history.jinja", context)


class EntryFilePage(RequestPage):
    """An entry of the request's history as a file: its receipt, or its text. The download is the record."""

    page = "entry_file"

    def check(self) -> None:
        self.own = permissions.standing(self.case, self.access)

    def get(self, request: HttpRequest, key: UUID, event_id: UUID, part: str) -> HttpResponse:
        """Entries about this request alone; of who looked, only for those who may see the access log."""
        return receipts.as_file(
            self.case.practice,
            event_id,
            part,
            by=person_in(request),
            only_about=self.case.about,
            with_views=self.own.may("view_access_log"),
        )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
