"""The task of the items: one more line for own words is a page, not a script."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from requests_app.forms.log_items import ItemsForm
from requests_app.presenters.log import TITLES
from requests_app.views.log.base import TaskPage

ADD = "add"


class ItemsPage(TaskPage):
    """Which items they ask for."""

    part, page, heading = "items", "log.items", TITLES["items"]
    form_class = ItemsForm
    template = "requests/log/items.jinja"

    def post(self, request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        """Save, or show the form with another line; what was typed stays, and nothing is saved yet."""
        if ADD in request.POST:
            typed = ItemsForm.with_another_line(request.POST)
            return self.show(ItemsForm(initial=typed, **self.form_options()))
        return super().post(request, key, **kwargs)
