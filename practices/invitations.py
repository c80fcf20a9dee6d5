"""The mail that lets a new person set their password: their name, the practice, a link, nothing else."""

import logging

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from practices.models import Person, Practice

log = logging.getLogger("desk.people")


def password_link(person: Person) -> str:
    """Where the person sets a password: good once, for settings.PASSWORD_RESET_TIMEOUT seconds."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)},
    )
    return f"{settings.PUBLIC_URL}{path}"


def send(person: Person, *, practice: Practice) -> bool:
    """Mails the invitation, after the commit: nobody is invited to what was rolled back.

    False when no mail server took it; the account stands, and the invitation can be sent again.
    """
    text = render_to_string(
        "people/mail/invitation.txt.jinja",
        {
            "person": person,
            "practice": practice,
            "link": password_link(person),
            "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 3600),
            "ask_again": f"{settings.PUBLIC_URL}{reverse('account_reset_password')}",
        },
    )
    try:
        send_mail("Set your password for Disclosure Desk", text, settings.DEFAULT_FROM_EMAIL, [person.email])
    except OSError as problem:  # SMTP's own errors are OSErrors too; their text may quote the address
        log.error("An invitation was not sent: %s", type(problem).__name__)
        return False
    return True
