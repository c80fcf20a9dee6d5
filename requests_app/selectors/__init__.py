"""What may this person see? Every list and every lookup starts here; no view touches `.objects`."""

from requests_app.selectors.lists import (
    my_work,
    requests_list,
    soon_ends,
    waiting_for,
    waiting_for_others,
)
from requests_app.selectors.register import incidents, organisation_in_scope, organisations
from requests_app.selectors.scope import (
    item_by_token,
    linked_and_visible,
    linked_to,
    lock_in_scope,
    request_in_scope,
)
from requests_app.selectors.story import load_story

__all__ = [
    "incidents",
    "item_by_token",
    "linked_and_visible",
    "linked_to",
    "load_story",
    "lock_in_scope",
    "my_work",
    "organisation_in_scope",
    "organisations",
    "request_in_scope",
    "requests_list",
    "soon_ends",
    "waiting_for",
    "waiting_for_others",
]
