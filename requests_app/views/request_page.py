"""The request's page: its story from top to bottom, what happens next, and who does it; and its print."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from audit.desk.views_recorded import record_view
from requests_app import permissions, selectors
from requests_app.doors import may_now, opened, person_in, would_pass
from requests_app.forms.reading import RevealForm
from requests_app.journey.unit import actor_of
from requests_app.presenters import clocks, handovers
from requests_app.presenters.actions import next_step
from requests_app.presenters.applied_law import notices
from requests_app.presenters.head import head_of
from requests_app.presenters.masking import Mask
from requests_app.presenters.patients import pages_of_people
from requests_app.presenters.precheck import pre_check
from requests_app.presenters.story import chapters
from requests_app.presenters.timeline import notes_of, timeline_of
from requests_app.reminders.pages import undelivered
from requests_app.selectors.consents import consents_of, left_after_told
from requests_app.selectors.reminders import OVERSEES, failed_about
from requests_app.views.base import RequestPage


class StoryPage(RequestPage):
    """What every reading of the whole request shares: who sees what, and the story in one query."""

    template = "requests/request.jinja"

    def check(self) -> None:
        """Everyone who sees the request may read it; what they see of it depends on their standing."""
        self.own = permissions.standing(self.case, self.access)

    def read(self, *, revealed: bool = False) -> HttpResponse:
        """Load the story and render it; whose data it is stays hidden from those who may not see it."""
        case, own, now = self.case, self.own, timezone.now()
        selectors.load_story(case)
        kept = selectors.load_law(case)
        masked = not revealed and not own.may("see_subject")
        mask = Mask(case.subjects.all() if masked else ())
        may_open_people = not masked and self.access.may("see_subject", case.practice_id)
        linked = [] if own.outside else list(selectors.linked_and_visible(case, self.access))
        closing = selectors.closing_facts(case)
        failed = failed_about(case)
        rows = may_now(case, self.access, own)
        stops = {row.verb: would_pass(case, row, now) for row in rows if row.guard}
        context = {
            "case": case,
            "head": mask.over(head_of(case, own, now)),
            "law_notices": notices(case, kept),
            "next": next_step(case, own, rows, stops),
            "pre_checked": pre_check(
                case, subjects=[] if masked else case.subjects.all(), match=own.may("see_match")
            ),
            "chapters": mask.over(chapters(case, own, revealed=revealed, closing=closing)),
            "timeline_items": mask.over(timeline_of(case)),
            "notes": mask.over(notes_of(case)),
            "linked": linked,
            "dates": mask.over(clocks.dates_of(case.clocks.all(), now)),
            "date_columns": clocks.COLUMNS,
            "handovers": handovers.lines_of(case.handovers.all()),
            "undelivered": undelivered(failed),
            "may_send_again": any(row.is_reminder for row in failed) and own.may(OVERSEES),
            "people_pages": pages_of_people(case) if may_open_people else [],
            "record_what_left": own.may("record_incident")
            and any(left_after_told(case, row) for row in consents_of(case)),
            "may_reveal": masked and own.may("reveal_subject") and bool(case.subject_kind),
            "revealed": revealed,
            "printed_at": now,
        }
        return render(self.request, self.template, context)


class RequestStoryPage(StoryPage):
    """The page that everyone comes back to."""

    def get(self, request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        """Recorded before it is rendered."""
        opened(request, self.case, self.page)
        return self.read()


class PrintPage(StoryPage):
    """Everything that the person may see, on paper."""

    page = "print"
    template = "requests/print.jinja"

    def get(self, request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        """Recorded as printed: paper leaves the screen."""
        opened(request, self.case, self.page, event="request.printed")
        return self.read()


class RevealPage(StoryPage):
    """An auditor reveals whom a request is about, with a reason, for one answer only."""

    page = "request_reveal"

    def check(self) -> None:
        self.own = permissions.check("reveal_subject", request=self.case, access=self.access)

    def get(self, request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        """The form that asks for the reason."""
        opened(request, self.case, self.page)
        return self.ask(RevealForm())

    def post(self, request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        """Record the reason, then show the story once with the names in it."""
        form = RevealForm(request.POST)
        if not form.is_valid():
            return self.ask(form, status=422)
        record_view(
            "subject.revealed",
            actor=actor_of(person_in(request)),
            practice=self.case.practice.public_id,
            about=self.case.about,
            private={"reason": form.cleaned_data["reason"]},
        )
        return self.read(revealed=True)

    def ask(self, form: RevealForm, status: int = 200) -> HttpResponse:
        """Why the auditor needs to know."""
        context = {
            "form": form,
            "heading": "Reveal whom this request is about",
            "caption": self.case.name,
            "intro": (
                "Your reason is kept in the audit ledger, with your name. The guardian and the information "
                "governance lead can read it. The names are shown once, on the next page."
            ),
            "submit_text": "Reveal",
            "back_url": self.case.get_absolute_url(),
            "cancel_url": self.case.get_absolute_url(),
        }
        return render(self.request, "layouts/form.jinja", context, status=status)
