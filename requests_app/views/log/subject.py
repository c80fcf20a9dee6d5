"""The task of the subject: one person or nobody on one page, several as a list that grows."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kit.errors import NotVisible
from kit.forms import Form
from requests_app.doors import opened
from requests_app.forms.log_start import EmptyForm
from requests_app.forms.log_subject import PersonForm, SubjectForm, saved_person
from requests_app.models import Subject
from requests_app.models.request import SubjectKind
from requests_app.presenters import log as presenters
from requests_app.views.log.base import LATER, DraftPage, PartPage, TaskPage, next_address


class SubjectPage(TaskPage):
    """Whose data they ask for."""

    part, page, heading = "subject", "log.subject", presenters.TITLES["subject"]
    form_class = SubjectForm
    template = "requests/log/subject.jinja"

    def success_url(self) -> str:
        """Several people have a list of their own."""
        address = super().success_url()
        self.case.refresh_from_db()
        several = self.case.subject_kind == SubjectKind.SEVERAL
        return self.address("log_people") if several and LATER not in self.request.POST else address


class PeoplePage(DraftPage):
    """The list of several people."""

    page = "log.people"

    def get(self, request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        """Everyone on the list, and the way on once there are two."""
        if self.case.subject_kind != SubjectKind.SEVERAL:
            return redirect("log_subject", key)
        opened(request, self.case, self.page)
        people = list(self.case.subjects.all())
        context = {
            "case": self.case,
            "people": presenters.people_rows(self.case, people),
            "enough": len(people) > 1,
            "next_url": next_address(self.case, "subject"),
        }
        return render(request, "requests/log/people.jinja", context)


class ListedPersonPage(PartPage):
    """A page about one place on the list of several people."""

    part = "subject"
    people: list[Subject]
    position: int

    def check(self) -> None:
        """The place must be on the list; 0 is for somebody new."""
        super().check()
        self.position = self.kwargs.get("position", 0)
        self.people = list(self.case.subjects.all())
        if self.case.subject_kind != SubjectKind.SEVERAL or self.position > len(self.people):
            raise NotVisible

    @property
    def others(self) -> list[Subject]:
        """Everyone else on the list."""
        return [p for number, p in enumerate(self.people, start=1) if number != self.position]

    def write(self, people: list[dict[str, Any]], seen_version: int | None) -> None:
        """Save the whole list."""
        self.save({"subject_kind": SubjectKind.SEVERAL, "subjects": people}, seen_version)

    def success_url(self) -> str:
        """Back to the list."""
        return self.address("log_people")

    def context(self, form: Form) -> dict[str, Any]:
        """Back to the list."""
        address = self.address("log_people")
        return {"back_url": address, "back_text": "Back to the list", "cancel_url": address}


class PersonPage(ListedPersonPage):
    """Add or change a person on the list."""

    page = "log.person"
    heading = "Person they ask about"
    form_class = PersonForm
    submit_text = "Save"

    def initial(self) -> dict[str, Any]:
        """The person as saved."""
        return saved_person(self.people[self.position - 1]) if self.position else {"role": "other"}

    def form_options(self) -> dict[str, Any]:
        """The others, so that nobody is listed twice."""
        return {"others": self.others}

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        """Save the list with this person in their place."""
        people = [saved_person(p) for p in self.people]
        if self.position:
            people[self.position - 1] = data["person"]
        else:
            people.append(data["person"])
        self.write(people, seen_version)


class RemovePersonPage(ListedPersonPage):
    """Take a person off the list."""

    page = "log.person_remove"
    heading = "Remove this person from the list?"
    form_class = EmptyForm
    submit_text = "Remove"
    template = "requests/log/person_remove.jinja"

    def check(self) -> None:
        """Only somebody who is on the list."""
        super().check()
        if not self.position:
            raise NotVisible

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        """Save the list without the person."""
        self.write([saved_person(p) for p in self.others], seen_version)

    def context(self, form: Form) -> dict[str, Any]:
        """With the person, so that it is the right one."""
        return super().context(form) | {"person": self.people[self.position - 1]}
