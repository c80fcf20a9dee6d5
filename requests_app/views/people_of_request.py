"""The people of a request: notes, declared interests, who may see it, and outside guardians."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from kit.errors import NotPossible
from kit.forms import Form
from practices.models import Person
from requests_app import selectors
from requests_app.doors import opened, person_in
from requests_app.forms.notes import YES, InterestForm, NoteForm, OutsideGuardianForm, RestrictForm
from requests_app.journey import conflicts, notes, outside_guardian, restriction
from requests_app.models import Conflict
from requests_app.views.base import RequestPage, StepPage, seen_version
from requests_app.workflow import BEFORE_RELEASE, State

AFTER_DRAFT = tuple(state for state in State if state is not State.DRAFT)


class NotePage(StepPage):
    """Add a note."""

    page = "note"
    permission = "add_note"
    states = AFTER_DRAFT
    form_class = NoteForm
    heading = "Add a note"
    submit_text = "Add the note"
    done_text = "The note was added."

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        """A note says nothing of the version: it voids nothing."""
        notes.add(key=self.case.key, by=person_in(self.request), text=data["text"])


class InterestPage(StepPage):
    """Declare one's own interest; one that bars is confirmed first, since the request then disappears."""

    page = "interest"
    permission = "view_requests"
    states = AFTER_DRAFT
    form_class = InterestForm
    heading = "Declare an interest"
    submit_text = "Continue"
    done_text = ""

    def context(self, form: Form) -> dict[str, Any]:
        """What an interest is, before the question."""
        return {
            "intro": (
                "Say so when you have a personal connection to this request. Having treated the person is "
                "recorded and you carry on. Any other interest bars you from the request, so that nobody "
                "can doubt the outcome."
            )
        }

    def post(self, request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        """Ask once more before the request disappears from the person's view."""
        form = InterestForm(request.POST)
        if (
            form.is_valid()
            and form.cleaned_data["kind"] in Conflict.BARRING
            and "confirmed" not in request.POST
        ):
            return self.confirm(form.cleaned_data["kind"])
        return super().post(request, key, **kwargs)

    def confirm(self, kind: str) -> HttpResponse:
        """Are you sure?"""
        context = {
            "case": self.case,
            "kind": kind,
            "kind_label": dict(Conflict.KINDS)[kind],
            "seen_version": self.case.version,
        }
        return render(self.request, "requests/interest_confirm.jinja", context)

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        self.bars = conflicts.declare(key=self.case.key, by=person_in(self.request), kind=data["kind"])
        text = f"Your interest in {self.case.name} is recorded."
        messages.success(
            self.request,
            f"{text} You no longer see this request." if self.bars else f"{text} You can carry on.",
        )

    def success_url(self) -> str:
        """A barred person's request is gone: back to their work."""
        return reverse("my_work") if self.bars else self.case.get_absolute_url()


class RestrictPage(StepPage):
    """Restrict the request to named people, or open it again."""

    page = "restrict"
    permission = "restrict_request"
    states = AFTER_DRAFT
    form_class = RestrictForm
    heading = "Who may see this request"
    submit_text = "Save"
    done_text = "Saved."

    def readers(self) -> list[Person]:
        """Whom one may name."""
        if not hasattr(self, "_readers"):
            self._readers = list(selectors.readers_of(self.case))
        return self._readers

    def form_options(self) -> dict[str, Any]:
        return {"readers": self.readers()}

    def initial(self) -> dict[str, Any]:
        """As it is now; whoever restricts it first is named from the start."""
        named = selectors.named_people(self.case) if self.case.restricted else [person_in(self.request)]
        return {
            "restricted": YES if self.case.restricted else "no",
            "people": [str(person.public_id) for person in named],
        }

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        chosen = set(data["people"] or []) if data["restricted"] == YES else set()
        restriction.restrict(
            key=self.case.key,
            by=person_in(self.request),
            people=[person for person in self.readers() if str(person.public_id) in chosen],
            seen_version=seen_version,
        )


class OutsideGuardianPage(StepPage):
    """Ask a guardian from the list agreed beforehand; end an invitation."""

    page = "outside_guardian"
    permission = "invite_outside_guardian"
    states = tuple(BEFORE_RELEASE)
    form_class = OutsideGuardianForm
    template = "requests/outside_guardian.jinja"
    heading = "Ask an outside guardian"
    submit_text = "Ask this guardian"
    done_text = "The guardian was asked, and gets an e-mail with a link."

    def guardians(self) -> list[Person]:
        """Whom the practice may ask for this request."""
        if not hasattr(self, "_guardians"):
            self._guardians = list(selectors.guardians_to_ask(self.case))
        return self._guardians

    def form_options(self) -> dict[str, Any]:
        return {"guardians": self.guardians()}

    def context(self, form: Form) -> dict[str, Any]:
        """Who was asked already, and whether anybody is left to ask."""
        return {"invitations": list(selectors.invitations_of(self.case)), "guardians": self.guardians()}

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        guardian = next(p for p in self.guardians() if str(p.public_id) == data["guardian"])
        outside_guardian.invite(
            key=self.case.key,
            by=person_in(self.request),
            guardian=guardian,
            reason=data["reason"],
            seen_version=seen_version,
        )


class EndInvitationPage(RequestPage):
    """End an outside guardian's invitation: they no longer see the request."""

    page = "outside_invitation_end"
    permission = "invite_outside_guardian"

    def get(self, request: HttpRequest, key: UUID, guardian: UUID, **kwargs: Any) -> HttpResponse:
        """Are you sure?"""
        opened(request, self.case, self.page)
        context = {"case": self.case, "guardian": self.invited(guardian), "seen_version": self.case.version}
        return render(request, "requests/outside_guardian_end.jinja", context)

    def post(self, request: HttpRequest, key: UUID, guardian: UUID, **kwargs: Any) -> HttpResponse:
        """End it."""
        person = self.invited(guardian)
        outside_guardian.end(
            key=self.case.key, by=person_in(request), guardian=person, seen_version=seen_version(request)
        )
        messages.success(request, f"{person.full_name} no longer sees this request.")
        return redirect(self.case.get_absolute_url())

    def invited(self, public_id: UUID) -> Person:
        """The person, if their invitation is live."""
        for row in selectors.invitations_of(self.case):
            if row.person.public_id == public_id:
                return row.person
        raise NotPossible("There is no live invitation to end.")
