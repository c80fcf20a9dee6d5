"""Logging a worked request through the real pages, task by task."""

from datetime import date, timedelta

from django.utils import timezone

from requests_app.models import Request, RequesterOrganisation
from tests.browser.hands import Hands


class Logging(Hands):
    """The practice manager with the letter in hand."""

    def log(self) -> None:
        """Log the request task by task, and submit it."""
        s, page = self.script, self.page
        received_on = timezone.localdate() - timedelta(days=s.days_ago)
        self.turn_of("practice_manager")
        page.goto("/requests/new/")
        self.check(page, "Log a request")
        self.presses("Start")
        self.check(page, "Log a request")
        self.case = Request.objects.get()
        self.presses("Go on with the next task")

        self.picks("channel", s.channel)
        self.dates("received_on", received_on)
        if s.received_at:
            self.writes("received_time", f"{s.received_at:%H:%M}")
        self._next("How and when it came")

        if RequesterOrganisation.objects.exists():
            self.picks("source", "register")
            self.selects("organisation", str(RequesterOrganisation.objects.get().key))
        else:
            self.writes("organisation_name", s.organisation)
            self.selects("kind", s.kind)
        self.writes("officer", s.officer)
        if s.supervisor:
            self.writes("supervisor", s.supervisor)
            self.writes("supervisor_rank", s.supervisor_rank)
            self.dates("supervisor_signed_on", received_on)
        self._next("Who asks")

        self.writes("name", s.subject)
        self.dates("date_of_birth", s.born)
        self.writes("nhs_number", s.nhs_number)
        self.selects("role", s.role)
        if s.deceased:
            page.locator('[name="deceased"]').check()
        self._next("Whose data they ask for")

        for code in s.asks:
            self.picks("codes", code)
        self._next("What they ask for")

        self.writes("purpose", s.purpose)
        self.writes("offence", s.offence)
        self._next("What they want it for")

        self._law(received_on)
        self._next("The law they claim")

        self.picks("urgency", s.urgency)
        if s.emergency_reason:
            self.writes("emergency_reason", s.emergency_reason)
            self.picks("immigration", "no")
        self._next("How urgent it is")

        page.get_by_label("The practice’s team").check()
        self._next("Who may see it")

        self.check(page, "Check and submit")
        self.presses("Submit the request")
        self.check(page, "Request logged")

    def _next(self, h1: str) -> None:
        self.check(self.page, h1)
        self.presses("Save and go on")

    def _law(self, received_on: date) -> None:
        s = self.script
        for code in s.claims:
            box = self.page.locator(f'input[type="checkbox"][value="{code}"]')
            if not box.is_visible():
                self.page.locator("details", has=box).locator("summary").click()
            box.check()
        if s.agreement:
            self.writes("claimed_agreement", s.agreement)
        self.picks("has_instrument", "yes" if s.instrument else "no")
        if s.instrument:
            self.picks("kind", s.instrument["kind"])
            self.writes("issued_by", s.instrument["issued_by"])
            self.dates("dated", received_on - timedelta(days=1))
            self.dates("served_on", received_on)
            self.page.locator('[name="names_practice"]').check()
        if s.comply_in_days:
            self.dates("comply_by", received_on + timedelta(days=s.comply_in_days))
        if s.comply_time:
            self.writes("comply_by_time", f"{s.comply_time:%H:%M}")
