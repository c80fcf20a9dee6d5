"""All requests that a person may see: filtered, sorted, page by page."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from kit.pager import paginate
from kit.tables import read_sorting
from practices.middleware import access_in
from practices.selectors import practices_of
from requests_app import selectors
from requests_app.forms.reading import ListFilterForm
from requests_app.presenters import work
from requests_app.selectors.lists import SORT_FIELDS


class RequestListPage(LoginRequiredMixin, View):
    """Open requests unless told; a reference is looked for among all."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A reference in the address is not personal data; nothing else that is typed goes there."""
        access, now = access_in(request), timezone.now()
        practices = list(practices_of(access).order_by("name"))
        form = ListFilterForm(request.GET, practices=practices)
        chosen = form.chosen()
        sorting = read_sorting(request, list(SORT_FIELDS), "-received")
        asked = {"show": "all" if chosen.get("reference") else "open", **chosen}
        page = paginate(request, selectors.requests_list(access, filters=asked, now=now, sort=sorting.value))
        several = len({*access.practices, *(row.practice_id for row in page.items)}) > 1
        context = {
            "form": form,
            "chosen": chosen,
            "keep": [("sort", sorting.value)] if "sort" in request.GET else [],
            "clear_url": reverse("requests"),
            "page": page,
            "columns": work.list_columns(request, sorting, several=several),
            "rows": work.list_rows(page.items, now, several=several),
        }
        return render(request, "requests/list.jinja", context)
