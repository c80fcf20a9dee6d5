"""A person's own page: found by a POST, at an address that says nothing of them; each opening is recorded."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from audit.desk.views_recorded import record_view
from consent.models import PatientPage
from consent.patients import SEES
from kit.errors import NotAllowed, NotPossible
from kit.pager import paginate
from practices.middleware import access_in
from practices.permissions import Access
from practices.roles import who_can
from requests_app.doors import opened, person_in
from requests_app.forms.reading import RevealForm
from requests_app.journey import patient_pages
from requests_app.journey.unit import actor_of
from requests_app.presenters import objections, telling
from requests_app.presenters import patients as presenters
from requests_app.selectors import patients as select
from requests_app.selectors.tellings import tellings_in
from requests_app.views.base import RequestPage
from requests_app.views.search import PersonSearchPage


class PatientOpenPage(PersonSearchPage):
    """From a search to the person's page. A search as any other, and recorded as one."""

    http_method_names = ["post", "options"]  # noqa: RUF012 (so it is named in Django)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Make the page where there is none, and go there."""
        form = self.form(request)
        if not form.is_valid():
            return self.show(form, status=422)
        practice = self.searched(request, form)
        page = patient_pages.of_identifiers(practice=practice, by=person_in(request), given=form.given())
        return redirect(page)


class RequestPersonPage(RequestPage):
    """From a request to the page of the person whom it names."""

    page = "person"
    permission = SEES
    http_method_names = ["post", "options"]  # noqa: RUF012 (so it is named in Django)

    def check(self) -> None:
        """By a role at the practice: an outside guardian sees the one request, and nothing beside it."""
        super().check()
        if not self.access.may(SEES, self.case.practice_id):
            raise NotAllowed("You see this request only.", who_can=who_can(SEES))

    def post(self, request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        """The person of the position that was sent, or the only one."""
        opened(request, self.case, self.page)
        people = {str(subject.position): subject for subject in self.case.subjects.all()}
        subject = people.get(request.POST.get("position", ""), next(iter(people.values()), None))
        if subject is None:
            raise NotPossible("This request names nobody.")
        return redirect(
            patient_pages.of_subject(subject=subject, practice=self.case.practice, by=person_in(request))
        )


class PersonPage(LoginRequiredMixin, View, ABC):
    """What every page about one person shares: scope, who may, the record of opening it.

    page: what the ledger calls it. permission: what the viewer needs beside seeing whom requests are about.
    """

    page: ClassVar[str] = "patient"
    permission: ClassVar[str] = SEES
    patient: PatientPage
    access: Access

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.access = access_in(request)
        self.patient = select.page_for(kwargs["key"], self.access)
        self.check()
        return super().dispatch(request, *args, **kwargs)

    def check(self) -> None:
        """Raise NotAllowed unless the viewer may open the page."""
        for permission in (SEES, self.permission):
            if not self.access.may(permission, self.patient.practice_id):
                raise NotAllowed("Your role does not include this.", who_can=who_can(self.permission))

    def record(self, reason: str = "") -> None:
        """Write to the ledger that the page is opened, before it is rendered; why, where that was asked."""
        record_view(
            "patient_page.opened",
            actor=actor_of(person_in(self.request)),
            practice=self.patient.practice.public_id,
            about=self.patient.about,
            facts={"page": self.page},
            private={"reason": reason} if reason else None,
        )

    @abstractmethod
    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """The page."""


class PatientStoryPage(PersonPage):
    """Everything about one person that the viewer may see; an auditor says why and sees it once."""

    def check(self) -> None:
        """Who may neither see nor reveal was refused already."""
        self.sees = self.access.may(SEES, self.patient.practice_id)

    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """The page, or to those from whom people are hidden the question why."""
        if not self.sees:
            return self.ask(RevealForm())
        self.record()
        return self.read()

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """The page once, with the reason recorded where one is asked."""
        if self.sees:
            self.record()
            return self.read()
        form = RevealForm(request.POST)
        if not form.is_valid():
            return self.ask(form, status=422)
        self.record(form.cleaned_data["reason"])
        return self.read()

    def ask(self, form: RevealForm, status: int = 200) -> HttpResponse:
        """Why the auditor needs to know."""
        context = {
            "form": form,
            "heading": "What is recorded about a person",
            "intro": "Your reason is kept in the audit ledger, with your name. The page is shown once.",
            "submit_text": "Show it",
            "back_url": reverse("person_search"),
            "cancel_url": reverse("person_search"),
        }
        return render(self.request, "layouts/form.jinja", context, status=status)

    def read(self) -> HttpResponse:
        """A bounded number of queries, however many requests and objections there are."""
        patient = self.patient
        page = paginate(self.request, select.requests_about(patient, self.access))
        now = timezone.now()
        context = {
            "patient": patient,
            "page": page,
            "known_by": presenters.known_by(patient),
            "named": presenters.named(select.named_as(page.items, patient)),
            "columns": presenters.COLUMNS,
            "rows": [presenters.request_row(row, patient, now) for row in page.items],
            "objections": objections.on_their_page(select.objections_of_page(patient), patient),
            "consent_columns": presenters.CONSENT_COLUMNS,
            "consents": presenters.consent_rows(select.consents_in(page.items), page.items),
            "told_columns": telling.TOLD_COLUMNS,
            "told": telling.told_rows(tellings_in(page.items), page.items),
            "may": {
                name: self.access.may(name, patient.practice_id)
                for name in ("record_objection", "make_statement", SEES)
            },
        }
        return render(self.request, "patients/patient.jinja", context)
