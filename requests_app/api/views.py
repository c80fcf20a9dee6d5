"""The addresses of the API. Each reads what was asked, calls what the pages call, and presents the answer."""

import json
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request as ApiRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.desk.history import history_of
from audit.ledger.api import log_name
from kit.blind_index import blind_index
from kit.errors import NotAllowed
from kit.pager import paginate
from practices.middleware import access_in
from practices.models import Person, ServiceToken
from practices.permissions import Access
from requests_app import permissions, selectors
from requests_app.api import inputs, outputs, presenting
from requests_app.api.answers import AnswersSent
from requests_app.api.described import IDEMPOTENCY_KEY, responses
from requests_app.api.problems import InvalidContents, TooLong
from requests_app.doors import may_now, opened
from requests_app.journey import taking_in
from requests_app.models import Request
from requests_app.presenters.masking import Mask
from requests_app.presenters.story import chapters

LONGEST = 200_000  # bytes: a letter about fifty people fits five times
PER_PAGE = 50
ENTRIES = 50
KEY = re.compile(r"[!-~]{1,255}")


class ApiView(APIView):
    """Somebody who is known: a program or a person."""

    http_method_names = ["get", "post", "head"]  # noqa: RUF012 (the framework's own name)
    program: Person | None
    person: Person
    access: Access

    def initial(self, request: ApiRequest, *args: Any, **kwargs: Any) -> None:
        """Who calls, and what they may do today."""
        super().initial(request, *args, **kwargs)
        assert isinstance(request.user, Person)  # noqa: S101 (for the type checker)
        self.person = request.user
        self.program = self.person if self.person.is_service else None
        self.access = access_in(request._request)

    def asked(self, request: ApiRequest, query: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The query's values. Raises InvalidContents."""
        form = query(data=request.query_params.dict())  # an empty value is a wrong one
        form.is_valid(raise_exception=True)
        found: dict[str, Any] = form.validated_data
        return found

    def answer(
        self, shape: type[serializers.Serializer[Any]], found: Mapping[str, Any], **more: Any
    ) -> Response:
        """What was found, in its shape."""
        return Response(shape(found).data, **more)


class MeView(ApiView):
    """Who calls."""

    @extend_schema(operation_id="me", responses=responses({200: outputs.MeOut}))
    def get(self, request: ApiRequest) -> Response:
        """Who calls, and what they may do where."""
        token = request.auth if isinstance(request.auth, ServiceToken) else None
        return self.answer(outputs.MeOut, presenting.who(self.person, token, self.access))


class RequestsView(ApiView):
    """The list, and logging."""

    @extend_schema(
        operation_id="list_requests",
        parameters=[inputs.ListQuery],
        responses=responses({200: outputs.RequestsOut}, 422),
    )
    def get(self, request: ApiRequest) -> Response:
        """The requests that the caller may see: a program those that it logged."""
        asked = self.asked(request, inputs.ListQuery)
        found = selectors.requests_list(self.access, filters=asked, now=timezone.now(), sort=asked["sort"])
        if "changed_since" in asked:
            found = found.filter(state_since__gte=asked["changed_since"])
        page = paginate(request._request, found, per_page=PER_PAGE)
        results = [presenting.in_short(case, program=self.program is not None) for case in page.items]
        told = {"total": page.total, "page": page.number, "pages": page.pages, "results": results}
        return self.answer(outputs.RequestsOut, told)

    @extend_schema(
        operation_id="log_request",
        parameters=[IDEMPOTENCY_KEY],
        request=inputs.RequestIn,
        responses=responses(
            {
                201: outputs.RequestStoryOut,
                200: OpenApiResponse(outputs.RequestStoryOut, "This key had logged it before."),
            },
            400, 403, 409, 413, 415, 422,
        ),
    )  # fmt: skip
    def post(self, request: ApiRequest) -> Response:
        """Log a whole request: it gets its reference and goes to triage. Several people, one request each."""
        program = self.program
        if program is None or not isinstance(request.auth, ServiceToken):
            raise NotAllowed(
                "Through the API only a program logs requests: people log them on the pages.",
                who_can="A service account, which the practice administrator makes",
            )
        sent = read_sent(request)
        contents = inputs.RequestIn(data=request.data)
        contents.is_valid(raise_exception=True)
        case, is_new = taking_in.take_in(
            practice=request.auth.account.practice,
            by=program,
            sent=sent,
            answers=AnswersSent(contents.validated_data, self.access),
        )
        linked = selectors.linked_and_visible(case, self.access).values_list("key", flat=True)
        told = presenting.how_far(case, linked)
        headers = {"Location": presenting.address_of(case)}
        if not is_new:
            headers["Idempotency-Replayed"] = "true"
        return self.answer(outputs.RequestStoryOut, told, status=201 if is_new else 200, headers=headers)


def read_sent(request: ApiRequest) -> taking_in.Sent:
    """The key and the fingerprint of what was sent. Raises TooLong, NotUnderstood and InvalidContents."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
        raise TooLong(f"Send at most {LONGEST:,} bytes.")
    key = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(key):
        words = "Send a key of 1 to 255 printable ASCII characters without spaces, such as a UUID."
        raise InvalidContents([{"pointer": "Idempotency-Key", "detail": words}])
    text = json.dumps(request.data, sort_keys=True, separators=(",", ":"))
    fingerprint, version = blind_index("sent", text)
    return taking_in.Sent(key=key, fingerprint=fingerprint, fingerprint_key_version=version)


class RequestView(ApiView):
    """One request."""

    page = "api.request"

    def case(self, key: UUID) -> Request:
        """The request in the caller's scope, with the view recorded. Raises NotVisible."""
        found = selectors.request_in_scope(key, self.access)
        opened(self.request._request, found, self.page)
        return found

    @extend_schema(operation_id="read_request", responses=responses({200: outputs.RequestStoryOut}, 404))
    def get(self, request: ApiRequest, key: UUID) -> Response:
        """A request: to a person as its page shows it, to a program how far it has come."""
        case = self.case(key)
        visible = selectors.linked_and_visible(case, self.access)
        if self.program is not None:
            told = presenting.how_far(case, visible.values_list("key", flat=True))
            return self.answer(outputs.RequestStoryOut, told)
        own = permissions.standing(case, self.access)
        selectors.load_story(case)
        mask = Mask(() if own.may("see_subject") else case.subjects.all())
        linked = [] if own.outside else visible.values_list("key", flat=True)
        story = mask.over(chapters(case, own, closing=selectors.closing_facts(case)))
        clocks = mask.over(presenting.clocks_out(case.clocks.all()))
        told = presenting.whole(case, linked, story, clocks, may_now(case, self.access, own))
        return self.answer(outputs.RequestStoryOut, told)


class EntriesView(RequestView):
    """What the ledger says about one request."""

    page = "api.entries"

    @extend_schema(
        operation_id="read_entries",
        parameters=[inputs.EntriesQuery],
        responses=responses({200: outputs.EntriesOut}, 404, 422),
    )
    def get(self, request: ApiRequest, key: UUID) -> Response:
        """The audit ledger's entries about a request, newest first, as the caller may read them."""
        asked = self.asked(request, inputs.EntriesQuery)
        case = self.case(key)
        own = None if self.program else permissions.standing(case, self.access)
        found = history_of(
            log_name(case.practice.public_id),
            case.about,
            include_views=own is not None and own.may("view_access_log"),
            include_private=own is not None,
            before=asked.get("before"),
            limit=ENTRIES,
        )
        if own is None:
            told = presenting.entries_for_program(found, self.person)
        else:
            told = presenting.entries_for_person(found, own)
            told = Mask(() if own.may("see_subject") else case.subjects.all()).over(told)
        return self.answer(outputs.EntriesOut, told)
