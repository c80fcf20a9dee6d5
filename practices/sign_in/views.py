"""allauth's views where ours differ."""

import hashlib
from typing import Any

from allauth.account import views
from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from practices.models import Person
from practices.sign_in.adapter import tell_refused
from practices.sign_in.development import people_to_sign_in_as

TOO_MANY_REQUESTS = 429


class LoginView(views.LoginView):
    """Sign in; in development, also as one of the demonstration's people."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Records a visitor who is turned away unheard, once a minute: a flood can't fill the log."""
        response = super().dispatch(request, *args, **kwargs)
        if response.status_code == TOO_MANY_REQUESTS and cache.add(_visitor_key(request), True, timeout=60):
            tell_refused("person.sign_in_throttled", "", "too_many_requests")
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the people whom development offers."""
        return {**super().get_context_data(**kwargs), "people": people_to_sign_in_as()}


class PasswordChangeView(views.PasswordChangeView):
    """Change one's own password."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Someone who never set a password gets a mailed link, as there is no current one to ask for."""
        if isinstance(request.user, Person) and not request.user.has_usable_password():
            return HttpResponseRedirect(reverse("account_reset_password"))
        return super().dispatch(request, *args, **kwargs)


def _visitor_key(request: HttpRequest) -> str:
    address = get_adapter().get_client_ip(request)
    return f"sign-in-turned-away:{hashlib.sha256(address.encode()).hexdigest()}"
