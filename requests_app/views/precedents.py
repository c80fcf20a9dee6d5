"""Earlier decisions for whoever reviews or decides: a few on their pages, all on one of their own."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kit.errors import NotAllowed
from kit.pager import paginate
from practices.permissions import Access
from practices.roles import who_can
from requests_app import permissions, policies, selectors
from requests_app.doors import opened
from requests_app.models import AskedItem, Request
from requests_app.presenters.precedents import in_common, precedent_of, relied_on
from requests_app.selectors.precedents import FEW
from requests_app.views.base import RequestPage

READERS = ("review_legal_basis", "review_public_interest", "decide_request")
PER_PAGE = 10


def few(
    case: Request,
    access: Access,
    own: permissions.Standing,
    *,
    laws: Iterable[str],
    items: Iterable[AskedItem],
) -> dict[str, Any] | None:
    """The latest, and where all are; None for an outside guardian, to whom they are not shown.

    laws: the codes that the requester claims and those that the review relies on.
    """
    if own.outside:
        return None
    common, codes = in_common(laws, items)
    found = selectors.few_precedents(case, access, laws=common, items=codes)
    return {
        "rows": [precedent_of(row) for row in found[:FEW]],
        "all": reverse("precedents", args=[case.key]) if len(found) > FEW else "",
    }


def laws_of(case: Request) -> list[str]:
    """What is claimed and what is relied on, on a request whose story is loaded."""
    return [*(claim.code for claim in case.claims.all()), *relied_on(case)]


class PrecedentsPage(RequestPage):
    """All of them, in pages."""

    page = "precedents"

    def check(self) -> None:
        """For those whose role reviews or decides; an outside guardian is a guest, and reads none."""
        own = permissions.standing(self.case, self.access)
        if own.outside or not own.codenames.intersection(READERS):
            raise NotAllowed(
                "Earlier decisions are for those who review or decide here.", who_can=who_can(READERS[0])
            )

    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Ten to a page, the newest request first."""
        opened(request, self.case, self.page)
        selectors.load_story(self.case)
        laws, codes = in_common(laws_of(self.case), policies.asked_now(self.case))
        query = selectors.earlier_decisions(self.case, self.access, laws=laws, items=codes)
        page = paginate(request, query, per_page=PER_PAGE)
        context = {"case": self.case, "page": page, "rows": [precedent_of(row) for row in page.items]}
        return render(request, "requests/precedents.jinja", context)
