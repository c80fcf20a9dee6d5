"""What has changed in the law since a request's reviews or decision applied it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kit.errors import NotVisible
from requests_app import permissions, selectors
from requests_app.doors import opened
from requests_app.law import stored
from requests_app.presenters import applied_law
from requests_app.views.base import RequestPage


class LawSincePage(RequestPage):
    """First the entries that this request used, then the rest."""

    page = "law_since"

    def check(self) -> None:
        """Everyone who sees the request may read it."""
        self.own = permissions.standing(self.case, self.access)

    def get(self, request: HttpRequest, key: UUID, version: str) -> HttpResponse:
        """The changes from that version to today's; NotVisible for one that this request didn't pin."""
        opened(request, self.case, self.page)
        selectors.load_story(self.case)
        kept = selectors.load_law(self.case)
        whole = next((one for one in kept if one.startswith(version)), None)
        if whole is None or len(version) < applied_law.ADDRESS_LENGTH:
            raise NotVisible
        ours, rest = applied_law.changes_shown(stored.applied(whole), applied_law.codes_used(self.case))
        context = {
            "case": self.case,
            "first_used": kept[whole],
            "version": version,
            "ours": ours,
            "rest": rest,
        }
        return render(request, "law/since.jinja", context)
