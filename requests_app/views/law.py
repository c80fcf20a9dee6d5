"""The law as data, for anyone signed in to browse and search. Nothing here is about a person."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from kit.errors import NotVisible
from requests_app.forms.law import LawSearchForm
from requests_app.law.loader import catalogue
from requests_app.presenters import law_pages, law_words


class LawPage(LoginRequiredMixin, View):
    """All tables, and a search over their whole text."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The tables."""
        return self.show(LawSearchForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """What the search finds. Its words come in the body, so that a mistyped name is in no address."""
        form = LawSearchForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        return self.show(form, found=law_pages.found_in(catalogue(), form.cleaned_data["words"]))

    def show(self, form: LawSearchForm, status: int = 200, found: list[Any] | None = None) -> HttpResponse:
        """The form, what was found, and the tables."""
        context = {
            "form": form,
            "heading": "The law",
            "submit_text": "Search",
            "column": "full",
            "found": found,
            "rows": found[: law_pages.MOST_FOUND] if found else [],
            "more": len(found or []) > law_pages.MOST_FOUND,
            "most": law_pages.MOST_FOUND,
            "tables": law_pages.tables_of(catalogue()),
            "version": catalogue().version,
        }
        return render(self.request, "law/law.jinja", context, status=status)


class LawTablePage(LoginRequiredMixin, View):
    """One table: its entries with their citations."""

    def get(self, request: HttpRequest, table: str) -> HttpResponse:
        """A line for each entry."""
        name = named(table)
        context = {
            "title": law_words.title(name),
            "about": law_words.TABLES[name][1],
            "rows": law_pages.entries_of(catalogue(), name),
        }
        return render(request, "law/table.jinja", context)


class LawEntryPage(LoginRequiredMixin, View):
    """One entry, with everything that is known of it."""

    def get(self, request: HttpRequest, table: str, code: str) -> HttpResponse:
        """Every edition, the newest first."""
        name = named(table)
        if code not in getattr(catalogue(), name):
            raise NotVisible
        entry = law_pages.shown(catalogue(), name, code, timezone.localdate())
        return render(request, "law/entry.jinja", {"entry": entry})


def named(slug: str) -> str:
    """The catalogue's table of an address. Raises NotVisible for none."""
    if slug not in law_pages.BY_SLUG:
        raise NotVisible
    return law_pages.BY_SLUG[slug]
