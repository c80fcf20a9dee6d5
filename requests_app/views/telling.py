"""Telling the patient: what was decided and said, deciding it, and the letter."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from audit.desk.views_recorded import record_view
from consent.models.telling import Told
from consent.patients import SEES
from consent.tellable import When
from kit.errors import NotPossible
from kit.forms import Form
from requests_app import permissions, selectors
from requests_app.doors import opened, person_in
from requests_app.forms.incident_words import incident_answers, incidents_of
from requests_app.forms.patient_letter import LetterForm
from requests_app.forms.telling import TellingForm
from requests_app.journey import telling as journey
from requests_app.journey.meeting import permission_to
from requests_app.journey.telling_rows import was_found
from requests_app.journey.unit import actor_of
from requests_app.presenters import telling as presenters
from requests_app.presenters.patient_letter import letter_pdf, sections
from requests_app.presenters.patient_words import for_patient
from requests_app.selectors.story import tellings_of
from requests_app.selectors.tellings import standing_of, tellable
from requests_app.views.base import RequestPage, StepPage
from requests_app.views.keeping import about_whom

CHOICES = [
    (Told.TOLD, "They were told", ""),
    (Told.NOW, "They are told now", "The date to have told them runs: one working day."),
    (Told.LATER, "They are told later", "Nobody tells them before somebody looked at it again and says so."),
    (Told.NOT, "They are not told", ""),
]
NOBODY = (Told.NOBODY, "There is nobody to tell", "Nobody here is known to be concerned.")


class TellingPage(StepPage):
    """What happens about telling the patient: every earlier decision, and the next."""

    page = "telling"
    states = journey.AFTER_DRAFT
    form_class = TellingForm
    template = "requests/telling.jinja"
    heading = "Telling the patient"
    submit_text = "Save"
    done_text = "What happens about telling the patient is saved."

    def check(self) -> None:
        super().check()
        self.case = selectors.load_story(self.case)
        self.own = permissions.standing(self.case, self.access)
        needed = permission_to(Told.TOLD, self.case)
        permissions.check(needed, request=self.case, access=self.access)

    def form_options(self) -> dict[str, Any]:
        """Only what this person may record, and nobody only where nobody was found."""
        may = self.own.may(permission_to(Told.NOW, self.case))
        offered = CHOICES if may else CHOICES[:1]
        if may and not was_found(self.case):
            offered = [*offered, NOBODY]
        return {"choices": offered, **about_whom(self.case)}

    def answers(self, form: Any) -> dict[str, Any]:
        found: dict[str, Any] = form.answer()
        return found

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        journey.decide(key=self.case.key, by=person_in(self.request), data=data, seen_version=seen_version)

    def context(self, form: Form) -> dict[str, Any]:
        rows, day = tellings_of(self.case), timezone.localdate()
        told = tellable(self.case, day, rows)
        return {
            "standing": presenters.standing_rows(standing_of(self.case, rows), told),
            "records": presenters.chapters(rows, matched=self.own.may("see_match")),
            "may_write": told.allowed,
        }


class PatientLetterPage(RequestPage):
    """The letter that tells the patient, shown and as a PDF; refused while they may not be told.

    Downloading it marks nothing as told.
    """

    page = "patient_letter"
    permission = "close_request"

    def check(self) -> None:
        super().check()
        self.case = selectors.load_story(self.case)
        told = tellable(self.case, timezone.localdate())
        if not told.allowed:
            raise NotPossible(
                f"The letter can’t be written now. {told.why}",
                who_can="Whoever decides about telling the patient can change this",
            )

    def form(self, data: Any = None) -> LetterForm:
        """Nothing of what the requester says is in it beforehand: that alleges, or speaks of others."""
        return LetterForm(
            data,
            incidents=incidents_of([self.case]),
            shown=self.access.may(SEES, self.case.practice_id),
            **about_whom(self.case),
        )

    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """What it will say, and for whom."""
        opened(request, self.case, self.page)
        return self.show(self.form())

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """The PDF; that it was made is recorded before it is sent."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        chosen = form.cleaned_data
        said = incident_answers(chosen, incidents_of([self.case]))
        made = letter_pdf(
            self.case,
            whom=chosen["whom"],
            size=chosen["size"],
            day=timezone.localdate(),
            said=said,
            purpose=chosen["purpose"].strip(),
        )
        record_view(
            "patient_letter.downloaded",
            actor=actor_of(person_in(request)),
            practice=self.case.practice.public_id,
            about=self.case.about,
            facts={"size": chosen["size"]},
            private={
                **{name: chosen[name].strip() for name in ("whom", "whom_because", "purpose")},
                "incidents": {str(key): words for key, words in said.items()},
            },
        )
        return as_pdf(made, f"{self.case.reference}-letter.pdf")

    def show(self, form: Form, status: int = 200) -> HttpResponse:
        """The form with the letter as it would read to the patient."""
        told = for_patient(self.case)
        standing = standing_of(self.case)
        context = {
            "case": self.case,
            "form": form,
            "heading": "Letter to the patient",
            "caption": self.case.name,
            "submit_text": "Download the letter",
            "back_url": self.case.get_absolute_url(),
            "cancel_url": self.case.get_absolute_url(),
            "letter": sections(told, self.case.practice, whom="patient"),
            "died": about_whom(self.case)["died"],
            "not_told_yet": standing is None or standing.when is not When.TOLD,
        }
        return render(self.request, "requests/patient_letter.jinja", context, status=status)


def as_pdf(made: bytes, name: str) -> HttpResponse:
    """A PDF as a download, never shown within the page and never kept by a cache."""
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
