"""Looking for requests about a person: exactly, by a keyed hash, in the body of a POST, and recorded."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from audit.desk.views_recorded import record_view
from kit.blind_index import blind_index
from kit.errors import NotAllowed
from practices.middleware import access_in
from practices.models import Practice
from practices.permissions import Access
from practices.roles import who_can
from requests_app import selectors
from requests_app.doors import person_in
from requests_app.forms.reading import PersonSearchForm
from requests_app.journey.unit import actor_of
from requests_app.presenters import work
from requests_app.selectors.people import MOST_FOUND
from requests_app.views.deciding import as_typed


class PersonSearchPage(LoginRequiredMixin, View):
    """By NHS number, or by name and date of birth. An auditor says why."""

    access: Access
    practices: list[Practice]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.access = access_in(request)
        self.practices = selectors.practices_to_search(self.access)
        if not self.practices:
            raise NotAllowed("Your role does not let you look for a person.", who_can=who_can("see_subject"))
        return super().dispatch(request, *args, **kwargs)

    def form(self, request: HttpRequest) -> PersonSearchForm:
        """A reason is asked of those to whom names are hidden."""
        hidden = any(not self.access.may("see_subject", practice.pk) for practice in self.practices)
        return PersonSearchForm(
            request.POST if request.method == "POST" else None, practices=self.practices, reason=hidden
        )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The form; nothing is looked for yet."""
        return self.show(self.form(request))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Record that a search is made, and by what kind of index; then look."""
        form = self.form(request)
        if not form.is_valid():
            return self.show(form, status=422)
        practice = self.searched(request, form)
        index, _ = blind_index(*form.wanted())
        found = list(selectors.about_person(self.access, practice, form.wanted()[0], index)[: MOST_FOUND + 1])
        return self.show(form, found=found[:MOST_FOUND], more=len(found) > MOST_FOUND, searched=practice.name)

    def searched(self, request: HttpRequest, form: PersonSearchForm) -> Practice:
        """Record that somebody is looked for, by what kind of index, and why; returns where."""
        code = form.cleaned_data.get("practice", self.practices[0].ods_code)
        practice = next(one for one in self.practices if one.ods_code == code)
        reason = form.cleaned_data.get("reason", "")
        record_view(
            "subject.searched",
            actor=actor_of(person_in(request)),
            practice=practice.public_id,
            about=f"practice:{practice.public_id}",
            facts={"index": form.wanted()[0]},
            private={"reason": reason} if reason else None,
        )
        return practice

    def show(self, form: PersonSearchForm, status: int = 200, **results: Any) -> HttpResponse:
        """The form, and below it what was found."""
        found = results.get("found")
        context = {
            "form": form,
            "heading": "Find requests about a person",
            "submit_text": "Search",
            "back_url": reverse("requests"),
            "found": found,
            "more": results.get("more", False),
            "searched": results.get("searched", ""),
            "columns": work.work_columns(several=False),
            "rows": [work.work_row(row, timezone.now(), several=False) for row in found or []],
            "most": MOST_FOUND,
            "typed": as_typed(self.request),
        }
        return render(self.request, "requests/person_search.jinja", context, status=status)
