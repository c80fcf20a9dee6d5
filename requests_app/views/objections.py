"""Objections: recorded and taken back at the person's own page, weighed at a request's."""

from abc import abstractmethod
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from audit.desk.views_recorded import record_view
from consent.patients import SEES
from kit.errors import DeskError, NotAllowed, NotPossible, NotVisible
from kit.forms import Form
from requests_app import permissions, policies, selectors
from requests_app.doors import person_in
from requests_app.forms.objections import AlsoKnownForm, ObjectionForm, TakeBackForm, WeighForm
from requests_app.journey import objections, patient_pages, weighing
from requests_app.journey.unit import actor_of
from requests_app.presenters import objections as presenters
from requests_app.presenters.patients import known_by
from requests_app.selectors import patients as select
from requests_app.views.base import StepPage
from requests_app.views.patients import PersonPage


class PersonFormPage(PersonPage):
    """A page of one form about a person. What was typed is never lost: a refusal shows it again."""

    form_class: ClassVar[type[Form]]
    template: ClassVar[str] = "layouts/form.jinja"
    heading: ClassVar[str] = ""
    submit_text: ClassVar[str] = "Save"
    done_text: ClassVar[str] = ""

    @abstractmethod
    def act(self, form: Any) -> str:
        """Call the journey; returns where to go."""

    def context(self) -> dict[str, Any]:
        """What the template is given beside the form."""
        return {}

    def get(self, request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        """The form."""
        self.record()
        return self.show(self.form_class())

    def post(self, request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        """Do it, or show the form again with what was typed."""
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            address = self.act(form)
        except NotAllowed:
            raise
        except DeskError as problem:
            form.add_error(None, problem.message)
            return self.show(form, status=problem.status)
        messages.success(request, self.done_text)
        return redirect(address)

    def show(self, form: Form, status: int = 200) -> HttpResponse:
        """Render the form's page."""
        address = self.patient.get_absolute_url()
        context = {
            "form": form,
            "heading": self.heading,
            "caption": self.patient.practice.name,
            "submit_text": self.submit_text,
            "back_url": address,
            "cancel_url": address,
            "known_by": known_by(self.patient),
            **self.context(),
        }
        return render(self.request, self.template, context, status=status)


class ObjectionNewPage(PersonFormPage):
    """What the person objects to, as they say it."""

    page = "objection_new"
    permission = objections.PERMISSION
    form_class = ObjectionForm
    template = "patients/objection.jinja"
    heading = "Record an objection"
    submit_text = "Record the objection"
    done_text = "The objection is recorded. It is shown on every request about this person."

    def act(self, form: ObjectionForm) -> str:
        objections.record_objection(page=self.patient, by=person_in(self.request), data=form.answers())
        return self.patient.get_absolute_url()

    def context(self) -> dict[str, Any]:
        return {"no_veto": presenters.NO_VETO}


class ObjectionEndPage(PersonFormPage):
    """The person takes an objection back."""

    page = "objection_end"
    permission = objections.PERMISSION
    form_class = TakeBackForm
    template = "patients/objection_end.jinja"
    heading = "Record that an objection is taken back"
    submit_text = "Record it"
    done_text = "Recorded. The objection stays on record as taken back."

    def check(self) -> None:
        """One of this person, that stands."""
        super().check()
        here = {row.key: row for row in select.objections_of_page(self.patient)}
        found = here.get(self.kwargs["objection"])
        if found is None:
            raise NotVisible
        if found.ended_at is not None:
            raise NotPossible("This objection was taken back already.")
        self.objection = found

    def act(self, form: TakeBackForm) -> str:
        objections.take_back(
            page=self.patient,
            objection=self.objection.key,
            by=person_in(self.request),
            reason=form.cleaned_data["reason"],
        )
        return self.patient.get_absolute_url()

    def context(self) -> dict[str, Any]:
        return {"rows": presenters.rows_of(self.objection)}


class AlsoKnownPage(PersonFormPage):
    """Another way in which requests may name the same person; it leads to the page that knows both.

    To look for somebody so is a search, and is recorded as one.
    """

    page = "patient_known"
    permission = SEES
    form_class = AlsoKnownForm
    template = "patients/known.jinja"
    heading = "Add another way to find this person"
    submit_text = "Add it"
    done_text = "This page finds them by both ways."

    def check(self) -> None:
        """Where a way is missing."""
        super().check()
        if not known_by(self.patient)["missing"]:
            raise NotPossible("This page finds them by both ways already.")

    def act(self, form: AlsoKnownForm) -> str:
        by, practice = person_in(self.request), self.patient.practice
        record_view(
            "subject.searched",
            actor=actor_of(by),
            practice=practice.public_id,
            about=f"practice:{practice.public_id}",
            facts={"index": form.cleaned_data["by"]},
        )
        return patient_pages.known_also(page=self.patient, by=by, given=form.given()).get_absolute_url()


class WeighPage(StepPage):
    """How the objections of a request's person weigh in it."""

    page = "objections"
    states = weighing.STATES
    form_class = WeighForm
    template = "requests/objections.jinja"
    heading = "Weigh an objection"
    submit_text = "Record how it weighs"
    done_text = "Recorded. It decides nothing by itself."

    def check(self) -> None:
        """Who reviews or decides it now, and something is there to weigh."""
        permission = weighing.permission_at(self.case.state)
        self.own = permissions.check(permission, request=self.case, access=self.access)
        permissions.check(SEES, request=self.case, access=self.access)
        self.case = selectors.load_story(self.case)
        self.about = {
            str(row.key): policies.concerned_by(self.case, row) for row in policies.objections_of(self.case)
        }
        if not any(self.about.values()):
            raise NotPossible("No objection is about this request.")

    def initial(self) -> dict[str, Any]:
        waiting = policies.to_weigh(self.case)
        return {"objection": str(waiting[0].key)} if len(waiting) == 1 else {}

    def form_options(self) -> dict[str, Any]:
        names = presenters.item_names(self.case)
        tokens = {token for tokens in self.about.values() for token in tokens}
        return {
            "objections": presenters.choices(self.case),
            "items": [(token, name) for token, name in names.items() if token in tokens],
        }

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        weighing.weigh(
            key=self.case.key,
            by=person_in(self.request),
            objection=UUID(data.pop("objection")),
            data=data,
            seen_version=seen_version,
        )

    def context(self, form: Form) -> dict[str, Any]:
        return {"objections": presenters.in_short(self.case)}
