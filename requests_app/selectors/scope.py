"""One request in a person's scope: found, or locked, or not visible at all."""

from uuid import UUID

from django.db.models import QuerySet

from kit.errors import NotVisible
from practices.permissions import Access
from requests_app.models import AskedItem, Request
from requests_app.permissions import standing, visible_to


def request_in_scope(key: UUID, access: Access) -> Request:
    """The request that a person may see, with what its page always shows; NotVisible otherwise."""
    found = (
        visible_to(access)
        .filter(key=key)
        .select_related(
            "practice", "requester__organisation", "instrument", "agreement", "captured_by", "logged_by"
        )
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def sees(key: UUID, access: Access) -> bool:
    """Whether the person may see the request."""
    return visible_to(access).filter(key=key).exists()


def lock_in_scope(key: UUID, access: Access) -> Request:
    """As request_in_scope, with the row locked until the transaction ends."""
    found = visible_to(access).filter(key=key).select_for_update(of=("self",)).first()
    if found is None:
        raise NotVisible
    return found


def linked_to(request: Request, access: Access) -> QuerySet[Request]:
    """The other requests of a linked group that the person may see; none for an outside guardian."""
    if request.linked_group is None or standing(request, access).outside:
        return Request.objects.none()
    return linked_and_visible(request, access)


def linked_and_visible(request: Request, access: Access) -> QuerySet[Request]:
    """The same where the caller knows already that the person is no outside guardian. No query by itself."""
    if request.linked_group is None:
        return Request.objects.none()
    return visible_to(access).filter(linked_group=request.linked_group).exclude(pk=request.pk).order_by("id")


def item_by_token(request: Request) -> dict[str, AskedItem]:
    """The request's items by the token that forms use (its code, or X and its position)."""
    return {item.token: item for item in request.live_items}
