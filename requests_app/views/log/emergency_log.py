"""An emergency logged on one screen, by any member of the practice."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from kit.errors import DeskError, NotAllowed
from practices.middleware import access_in
from practices.models import Practice
from requests_app import permissions, selectors
from requests_app.doors import person_in
from requests_app.forms.emergency_log import EmergencyLogForm
from requests_app.journey.emergency_log import ANY_MEMBER, log_emergency
from requests_app.presenters.emergency import out_of_hours
from requests_app.selectors import incident_scope


class EmergencyLogPage(LoginRequiredMixin, View):
    """What to ask and to whom it goes; the numbers to ring now stand at the top."""

    def places(self, request: HttpRequest) -> list[Practice]:
        """The practices where the person is a member; NotAllowed where there is none."""
        found = list(incident_scope.places_to_record(access_in(request)))
        if not found:
            permissions.check_at_practice(ANY_MEMBER, practice_id=0, access=access_in(request))
        return found

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form. It carries a key of its own, so that two clicks log one emergency."""
        places = self.places(request)
        return self.show(EmergencyLogForm(practices=places, initial={"page": str(uuid.uuid4())}), places)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Log it, and say whom to ring now."""
        places = self.places(request)
        form = EmergencyLogForm(request.POST, practices=places)
        if not form.is_valid():
            return self.show(form, places, status=422)
        try:
            case = log_emergency(
                page=form.key, practice=form.practice, by=person_in(request), data=form.parts()
            )
        except NotAllowed:
            raise
        except DeskError as problem:
            form.add_error(None, problem.message)
            return self.show(form, places, status=problem.status)
        messages.success(
            request,
            f"{case.name} is logged as an emergency. The guardians and the information governance lead were "
            "told by e-mail. Ring one of them now: an e-mail may wait. Tell the caller nothing yet.",
        )
        seen = selectors.sees(case.key, access_in(request))
        return redirect(case.get_absolute_url() if seen else reverse("my_work"))

    def show(self, form: EmergencyLogForm, places: list[Practice], status: int = 200) -> HttpResponse:
        """Render the page."""
        context: dict[str, Any] = {
            "form": form,
            "heading": "Log an emergency",
            "submit_text": "Log the emergency",
            "submit_variant": "warning",
            "back_url": reverse("my_work"),
            "cancel_url": reverse("my_work"),
            "numbers": [out_of_hours(place) for place in places],
        }
        return render(self.request, "requests/log/emergency.jinja", context, status=status)
