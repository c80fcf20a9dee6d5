"""The texts to requesters: which blanks they may have, and how they are filled."""

import string
from collections.abc import Iterable, Mapping

from requests_app.law.entries import Reply
from requests_app.law.reader import Row

# What any reply may name. None of it depends on whether anybody is a patient (INV-06).
ALWAYS = frozenset(
    {"practice", "practice_telephone", "reference", "requester_reference", "received_on", "reply_by"}
)
# A question is written by a person, who is warned to keep it the same for everybody.
QUESTION = frozenset({"questions"})
# Only a reply that goes with a disclosure may say what is enclosed.
WITH_DISCLOSURE = frozenset({"items", "conditions"})


def blanks(text: str) -> frozenset[str]:
    """The names of the blanks (`{reference}`) in a text. Raises ValueError when a brace stands alone."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def check_replies(replies: Iterable[tuple[Reply, Row]]) -> None:
    """Raises LawDataError for a blank that isn't known, or that would tell something before a disclosure."""
    for reply, row in replies:
        allowed = ALWAYS | (QUESTION if reply.before_disclosure else WITH_DISCLOSURE)
        try:
            unknown = blanks(reply.text) - allowed
        except ValueError as error:
            raise row.error(f"{reply.code}: {error}", "Write each blank as {name}.", key="text") from error
        if unknown:
            raise row.error(
                f"{reply.code} has the blank {', '.join(sorted(unknown))}",
                f"Use only: {', '.join(sorted(allowed))}.",
                key="text",
            )


def fill(reply: Reply, values: Mapping[str, str]) -> str:
    """The reply's text with its blanks filled. Raises KeyError when a value is missing."""
    return reply.text.format_map({name: values[name] for name in blanks(reply.text)})
