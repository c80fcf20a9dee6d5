"""The number of the request that is being answered: on each log line, in the answer, on error pages."""

import re
import uuid
from contextvars import ContextVar

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="-")
# A plain token, and with a letter in it, so that an identifying number can't pass as one.
_PLAIN = re.compile(r"(?=[0-9._-]*[A-Za-z])[A-Za-z0-9._-]{8,64}")


def accepted_or_new(offered: str | None) -> str:
    """The caller's id when it is a plain token, else a new one."""
    if offered and _PLAIN.fullmatch(offered):
        return offered
    return uuid.uuid4().hex
