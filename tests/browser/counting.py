"""Counts, in the server that the browser asks, everything that each answer asks the database."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from tests.support.queries import NOT_COUNTED

HEADER = "X-Desk-Queries"
#: The statements behind the latest answer at each address, for whoever has to mend a page.
asked: dict[str, list[str]] = {}


class CountingMiddleware:
    """The outermost, so that session, person and rights are counted as well. For tests only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        statements: list[str] = []

        def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            statements.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        asked[request.get_full_path()] = [sql for sql in statements if not sql.startswith(NOT_COUNTED)]
        response.headers[HEADER] = str(len(asked[request.get_full_path()]))
        return response
