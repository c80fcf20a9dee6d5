"""What may this person see? Every list and every lookup starts here; no view touches `.objects`."""

from requests_app.selectors.applied_law import load_law
from requests_app.selectors.closing import closing_facts
from requests_app.selectors.lists import (
    my_work,
    requests_list,
    soon_ends,
    waiting_for,
    waiting_for_others,
)
from requests_app.selectors.people import (
    about_person,
    guardians_to_ask,
    invitations_of,
    named_people,
    officers_of,
    practices_to_search,
    readers_of,
)
from requests_app.selectors.precedents import earlier_decisions, few_precedents
from requests_app.selectors.register import incidents, organisation_in_scope, organisations
from requests_app.selectors.scope import (
    item_by_token,
    linked_and_visible,
    linked_to,
    lock_in_scope,
    request_in_scope,
    sees,
)
from requests_app.selectors.story import load_agreement, load_story

__all__ = [
    "about_person",
    "closing_facts",
    "earlier_decisions",
    "few_precedents",
    "guardians_to_ask",
    "incidents",
    "invitations_of",
    "item_by_token",
    "linked_and_visible",
    "linked_to",
    "load_agreement",
    "load_law",
    "load_story",
    "lock_in_scope",
    "my_work",
    "named_people",
    "officers_of",
    "organisation_in_scope",
    "organisations",
    "practices_to_search",
    "readers_of",
    "request_in_scope",
    "requests_list",
    "sees",
    "soon_ends",
    "waiting_for",
    "waiting_for_others",
]
