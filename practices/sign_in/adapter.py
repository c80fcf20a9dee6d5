"""What allauth does with people, with its entry in the site's log. No entry names an address."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from practices.models import Person
from practices.telling import tell_site

#: Who acts, and whom an entry is about, while nobody has signed in.
NOBODY = "system:sign_in"


class Adapter(DefaultAccountAdapter):
    """Every way in or out passes here, also the list of people that development offers."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are invited by an administrator."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The mailed link has the service's own address, whatever host the asking request named."""
        uid, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return f"{settings.PUBLIC_URL}{path}"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Changing a password signs out everywhere, so the next page is for signing in again."""
        return reverse("account_login")

    def login(self, request: HttpRequest, user: Person) -> None:
        """Signs in and records it, or neither."""
        with transaction.atomic(durable=True):
            super().login(request, user)
            tell_site("person.signed_in", by=user, about=user.opaque)

    def logout(self, request: HttpRequest) -> None:
        """Records it and signs out. allauth asks this only for somebody who is signed in."""
        user = cast(Person, request.user)
        with transaction.atomic(durable=True):
            super().logout(request)
            tell_site("person.signed_out", by=user, about=user.opaque)

    def set_password(self, user: Person, password: str) -> None:
        """A person's own new password: from the page for it, or from a mailed link."""
        signed_in = self.request.user.is_authenticated and self.request.user.pk == user.pk
        with transaction.atomic(durable=True):
            user.set_password(password)
            user.save(update_fields=["password"])
            event = "person.password_changed" if signed_in else "person.password_set"
            tell_site(event, by=user, about=user.opaque)

    def send_password_reset_mail(self, user: Person, email: str, context: dict[str, Any]) -> None:
        """Records that a link was asked for, then mails it."""
        with transaction.atomic(durable=True):
            tell_site("person.password_reset_asked", by=NOBODY, about=user.opaque)
        super().send_password_reset_mail(user, email, context)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuses before the password is looked at when an address or a visitor failed too often."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            tell_refused("person.sign_in_throttled", credentials.get("email", ""), "too_many_failures")
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """The address or the password was wrong."""
        tell_refused("person.sign_in_failed", credentials.get("email", ""), "wrong")

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        """The password was right, but the account is deactivated."""
        tell_refused("person.sign_in_failed", user.email, "deactivated")
        return super().respond_user_inactive(request, user)


def tell_refused(event: str, email: str, reason: str) -> None:
    """An entry about whoever has this address, or about nobody. What was typed isn't kept."""
    person = Person.objects.filter(email=email.lower()).first() if email else None
    with transaction.atomic(durable=True):
        tell_site(event, by=NOBODY, about=person.opaque if person else NOBODY, facts={"reason": reason})
