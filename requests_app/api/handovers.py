"""Hand-overs: the list, one of them with its dates, making one and recording its answer. For people only."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request as ApiRequest
from rest_framework.response import Response

from kit.errors import InvalidInput
from requests_app import permissions
from requests_app.api import inputs, outputs
from requests_app.api.described import responses
from requests_app.api.presenting import clocks_out
from requests_app.api.problems import InvalidContents
from requests_app.api.reading import PeopleRead, thing
from requests_app.doors import opened
from requests_app.journey import handover as journey
from requests_app.models import Handover
from requests_app.presenters import handovers as shown
from requests_app.presenters.chapter import Row
from requests_app.presenters.incidents import MASKED
from requests_app.selectors import handovers as select

Made = TypeVar("Made")


class OfHandovers(PeopleRead):
    """What the addresses of hand-overs share."""

    def sent(self, request: ApiRequest, shape: type[inputs.Strict]) -> dict[str, Any]:
        """What was sent, in its shape. Raises InvalidContents, and NotUnderstood or NotJson."""
        contents = shape(data=request.data)
        contents.is_valid(raise_exception=True)
        found: dict[str, Any] = contents.validated_data
        return found

    def whole(self, key: UUID) -> dict[str, Any]:
        """One hand-over as its page shows it to the person. Raises NotVisible."""
        found = select.handover_in_scope(key, self.access)
        told = permissions.standing(found.request, self.access).may("see_subject")
        clocks = clocks_out(found.clocks.all(), hidden="" if told else MASKED)
        return {**_thing(found, shown.rows_of(found, told=told)), "clocks": clocks}


class HandoversView(OfHandovers):
    """The list, and making one."""

    @extend_schema(
        operation_id="list_handovers",
        parameters=[inputs.PageQuery],
        responses=responses({200: outputs.ThingsOut}, 403, 422),
    )
    def get(self, request: ApiRequest) -> Response:
        """Hand-overs with their next dates, as the page lists them: not what they say."""
        self.asked(request, inputs.PageQuery)
        return self.page_of(request, select.handovers(self.access), _in_short)

    @extend_schema(
        operation_id="make_handover",
        request=inputs.HandoverIn,
        responses=responses({201: outputs.TimedOut}, 400, 403, 404, 409, 415, 422),
    )
    def post(self, request: ApiRequest) -> Response:
        """Record that something in a request goes another way. Its clock runs from the day of receipt.

        `version` is the request's as the caller saw it: sent twice, the second is refused.
        """
        sent = self.sent(request, inputs.HandoverIn)
        made = _in_words(
            lambda: journey.hand_over(
                key=sent["request"],
                by=self.person,
                kind=sent["kind"],
                received_on=sent["received_on"],
                note=sent["note"],
                seen_version=sent["version"],
            )
        )
        return self.answer(outputs.TimedOut, self.whole(made.key), status=201)


class HandoverView(OfHandovers):
    """One hand-over."""

    @extend_schema(operation_id="read_handover", responses=responses({200: outputs.TimedOut}, 403, 404))
    def get(self, request: ApiRequest, key: UUID) -> Response:
        """A hand-over as its page shows it, with its dates; words only to those who may see the patient."""
        opened(request._request, select.handover_in_scope(key, self.access).request, "api.handover")
        return self.answer(outputs.TimedOut, self.whole(key))


class HandoverAnswerView(OfHandovers):
    """Its answer."""

    http_method_names = ["post"]  # noqa: RUF012 (the framework's own name)

    @extend_schema(
        operation_id="answer_handover",
        request=inputs.HandoverAnswerIn,
        responses=responses({200: outputs.TimedOut}, 400, 403, 404, 409, 415, 422),
    )
    def post(self, request: ApiRequest, key: UUID) -> Response:
        """Record that it was answered, or reported, and how: its dates are met. Once."""
        sent = self.sent(request, inputs.HandoverAnswerIn)
        select.handover_in_scope(key, self.access)
        _in_words(lambda: journey.answer(key=key, by=self.person, **sent))
        return self.answer(outputs.TimedOut, self.whole(key))


def _in_words(step: Callable[[], Made]) -> Made:
    """What the step makes; a value that it refuses becomes a pointer to it."""
    try:
        return step()
    except InvalidInput as problem:
        wrong = [{"pointer": f"/{name}", "detail": words} for name, words in problem.fields.items()]
        raise InvalidContents(wrong) from problem


def _in_short(found: Handover) -> dict[str, Any]:
    """Nothing of what it says: that may name a patient."""
    rows = [row for row in shown.rows_of(found, told=False) if row[1] != MASKED]
    date = shown.next_date(found, timezone.now())
    return _thing(found, [*rows, ("Request", found.request.name), ("Next date", date)])


def _thing(found: Handover, rows: list[Row]) -> dict[str, Any]:
    return thing(found, found.get_absolute_url(), found.get_kind_display(), rows)
