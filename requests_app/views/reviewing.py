"""What the pages of triage and both reviews share: answers are saved as one goes, then sent on."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages

from kit.errors import DeskError
from kit.links import maybe_url
from requests_app.journey import confirming
from requests_app.models.review import Review
from requests_app.views.base import StepPage


class ReviewPage(StepPage):
    """A form with a button that saves, and further ones (name "finish") that save and send the request on.

    finishes: the verb of each such button, and what is said when it was done.
    """

    done_text = ""
    finishes: ClassVar[dict[str, str]] = {}

    @property
    def finishing(self) -> str:
        """The verb of the button that was pressed; "" to save only."""
        verb = self.request.POST.get("finish", "")
        return verb if verb in self.finishes else ""

    @abstractmethod
    def save(self, data: dict[str, Any], seen_version: int | None) -> None:
        """Save the answers."""

    @abstractmethod
    def finish(self, verb: str) -> None:
        """Send the request on."""

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        """Save first, so that nothing is lost where the request can't go on yet."""
        self.save(data, seen_version)
        if not self.finishing:
            messages.success(self.request, "Your answers are saved.")
            return
        try:
            self.finish(self.finishing)
        except DeskError:
            messages.info(self.request, "Your answers are saved, but the request stays where it is.")
            raise
        messages.success(self.request, self.finishes[self.finishing])

    def success_url(self) -> str:
        """The request's page when it was sent on; the form again when it was saved."""
        return self.case.get_absolute_url() if self.finishing else self.request.path

    def earlier_review_url(self, reviews: Sequence[Review]) -> str | None:
        """Where an earlier, void review can be confirmed; None where there is none, or one begun anew."""
        found = confirming.to_confirm(self.case, reviews)
        return maybe_url("confirm_review", self.case.key) if found else None
