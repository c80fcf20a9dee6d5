"""How the views are described: what each may answer besides what was asked for."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from kit.problems import MEDIA_TYPE
from requests_app.api.outputs import ProblemOut

MEANINGS = {
    400: "It could not be understood.",
    401: "Who calls is not known.",
    403: "Who calls may not do this.",
    404: "There is nothing here that the caller can see.",
    406: "Only JSON is offered.",
    409: "It is not possible now.",
    413: "It is too long.",
    415: "Only JSON is taken.",
    422: "Some of it can't be taken: `errors` says what and where.",
    500: "Something failed that nobody foresaw.",
    503: "The database does not answer. Try again after the seconds in Retry-After.",
}
ALWAYS = (401, 406, 500, 503)


def responses(done: dict[int, Any], *refused: int) -> dict[Any, Any]:
    """What is answered when it is done, and problem details for the rest."""
    rest = {
        (status, MEDIA_TYPE): OpenApiResponse(ProblemOut, MEANINGS[status])
        for status in sorted({*ALWAYS, *refused})
    }
    return {**done, **rest}


IDEMPOTENCY_KEY = OpenApiParameter(
    name="Idempotency-Key",
    location=OpenApiParameter.HEADER,
    required=True,
    type={"type": "string", "pattern": r"^[!-~]{1,255}$"},
    description=(
        "The program's own mark for this request, 1 to 255 printable ASCII characters, such as a UUID. Sent "
        "again with the same contents it logs nothing and answers 200; with other contents it is refused."
    ),
)
