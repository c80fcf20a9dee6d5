"""A person's own statement: what nobody decided is decided first; then it is shown, and made as a PDF."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from audit.desk.views_recorded import record_view
from consent.patients import SEES
from kit.errors import DeskError, NotAllowed, NotPossible
from kit.forms import Form
from practices.roles import who_can
from requests_app.doors import person_in
from requests_app.forms.incident_words import incident_answers, incidents_of
from requests_app.forms.statement import Open, StatementForm, UndecidedForm
from requests_app.journey import statement as journey
from requests_app.journey.unit import actor_of
from requests_app.models import Participation, Request
from requests_app.presenters import patient_statement as presenters
from requests_app.presenters.patient_letter import rights
from requests_app.presenters.patients import known_by
from requests_app.selectors import statements as select
from requests_app.selectors.tellings import all_died, is_about_a_child
from requests_app.views.patients import PersonPage
from requests_app.views.telling import as_pdf

SOMEBODY_ELSE = (
    "Somebody else has to make this statement. That may be because of your role, of an interest that you "
    "declared, or of how work is shared at the practice."
)
NAMESAKES = (
    "Requests that fit this name and date of birth carry different NHS numbers, so they may be about "
    "different people. Search for the person with the NHS number too, and make the statement from that page."
)
TOO_MANY = "A statement takes at most {most} requests. Ask whoever runs the service to make it in parts."


class StatementPage(PersonPage):
    """The statement, for those who may make one and who see every request that it concerns."""

    page = "statement"
    permission = journey.PERMISSION
    template = "patients/statement.jinja"

    def check(self) -> None:
        """In the same words for everybody who can't: a reason of its own would say what is hidden."""
        if not all(self.access.may(name, self.patient.practice_id) for name in (SEES, self.permission)):
            raise NotAllowed(SOMEBODY_ELSE, who_can=who_can(self.permission))
        self.found = select.concerned(self.patient, self.access)
        if self.found.hidden:
            raise NotAllowed(SOMEBODY_ELSE, who_can=who_can(self.permission))
        if self.found.namesakes:
            raise NotPossible(NAMESAKES)
        if self.found.too_many:
            raise NotPossible(TOO_MANY.format(most=select.MOST_REQUESTS))
        self.statement = select.statement_of(self.found.requests, timezone.localdate())
        self.register = select.counts_in_register(self.found.requests)
        self.ledger = select.counts_in_ledger(self.patient, self.found.requests)

    def form(self, data: Any = None) -> UndecidedForm | StatementForm:
        """First what nobody has decided; then for whom it is made."""
        if self.statement.undecided:
            return UndecidedForm(data, requests=[self.open(row) for row, _ in self.statement.undecided])
        requests, day = self.found.requests, timezone.localdate()
        return StatementForm(
            data,
            died=bool(requests) and all(map(all_died, requests)),
            child=any(is_about_a_child(request, day) for request in requests),
            incidents=incidents_of(self.statement.told),
            missing=self.missing(),
        )

    def missing(self) -> str:
        """By what the page doesn't find requests, in words; "" where it knows both."""
        return " or ".join(known_by(self.patient)["missing"])

    def open(self, request: Request) -> Open:
        """What nobody decided yet, with what there is to weigh."""
        decides = self.access.may(journey.DECIDES, request.practice_id)
        return Open(
            request.key.hex,
            request.name,
            presenters.in_words(request),
            request.version,
            select.is_decided(request) or (decides and not _prepared(request, person_in(self.request).pk)),
            presenters.to_weigh(request),
        )

    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Recorded before it is rendered."""
        self.record()
        return self.show(self.form())

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Decide, or make the PDF; what was typed is shown again where it can't be taken."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        if isinstance(form, UndecidedForm):
            return self.decide(form)
        if self.register != self.ledger:
            raise NotPossible(presenters.reconciled(self.register, self.ledger))
        return self.made(form)

    def decide(self, form: UndecidedForm) -> HttpResponse:
        """One request after the other, each with its entry; one that fails stops those after it."""
        try:
            for token, data in form.decided():
                journey.include_or_leave_out(
                    key=UUID(token), by=person_in(self.request), data=data, seen_version=data["seen_version"]
                )
        except NotAllowed:
            raise
        except DeskError as problem:
            return self.again(problem)
        messages.success(self.request, "What happens about telling the person is saved for each request.")
        return redirect(self.address)

    def again(self, problem: DeskError) -> HttpResponse:
        """What is still open, with what was typed, and why it could not be saved."""
        self.check()
        form = self.form(self.request.POST)
        if not isinstance(form, UndecidedForm):
            messages.error(self.request, problem.message)
            return redirect(self.address)
        form.add_error(None, problem.message)
        return self.show(form, status=problem.status)

    def made(self, form: StatementForm) -> HttpResponse:
        """The PDF; that it was made, and what it left out, is recorded before it is sent."""
        told, chosen = self.statement.told, form.cleaned_data
        said = incident_answers(chosen, incidents_of(told))
        made = presenters.statement_pdf(
            told, self.patient.practice, size=chosen["size"], day=timezone.localdate(), said=said
        )
        counts = select.counts_in_register(told)
        record_view(
            "statement.made",
            actor=actor_of(person_in(self.request)),
            practice=self.patient.practice.public_id,
            about=self.patient.about,
            facts={
                "requests": counts.asked,
                "decisions": counts.decided,
                "items_left": counts.left,
                "incidents": counts.incidents,
                "left_out": len(self.statement.left_out),
                "log_size": select.log_size(self.patient),
                "whom": chosen["whom"],
            },
            private={
                "requests": [row.name for row in told],
                "left_out": [row.name for row, _ in self.statement.left_out],
                "whom_because": chosen["whom_because"],
                "identity": chosen["identity"],
                "incidents": {str(key): words for key, words in said.items()},
            },
        )
        return as_pdf(made, "statement.pdf")

    @property
    def address(self) -> str:
        """Where the page is."""
        return reverse("patient_statement", args=[self.patient.key])

    def show(self, form: Form, status: int = 200) -> HttpResponse:
        """The form, and the statement as it would read."""
        undecided = bool(self.statement.undecided)
        context = {
            "patient": self.patient,
            "form": form,
            "heading": "Statement for a person",
            "caption": self.patient.practice.name,
            "submit_text": "Save" if undecided else "Make the statement",
            "back_url": self.patient.get_absolute_url(),
            "cancel_url": self.patient.get_absolute_url(),
            "undecided": undecided,
            "to_weigh": form.requests if isinstance(form, UndecidedForm) else [],
            "missing": self.missing(),
            "found_by": " or ".join(known_by(self.patient)["found"]),
            "reconciled": presenters.reconciled(self.register, self.ledger),
            "agrees": self.register == self.ledger,
            "left_out": presenters.left_out_rows(self.statement),
            "columns": presenters.LEFT_OUT_COLUMNS,
            "unsure": [(row.name, row.get_absolute_url()) for row in self.found.unsure],
            "unsure_words": presenters.UNSURE,
            "introduction": presenters.introduction(self.statement.told),
            "told": presenters.requests_told(self.statement.told),
            "rights": rights(self.patient.practice),
            "title": presenters.TITLE,
        }
        return render(self.request, self.template, context, status=status)


def _prepared(request: Request, person_id: int) -> bool:
    return any(
        row.person_id == person_id and row.part == Participation.PREPARES
        for row in request.participations.all()
    )
