"""The mails that went out, on a page: in development and nowhere else, where no mail server is needed."""

import email
import email.policy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kit.pager import paginate


@dataclass(frozen=True)
class Mail:
    """One mail as it was sent."""

    to: str
    subject: str
    body: str
    at: datetime


@require_safe
def development_mail(request: HttpRequest) -> HttpResponse:
    """The newest mails first."""
    if settings.ENVIRONMENT == "production":
        raise Http404
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", settings.BASE_DIR / ".local" / "mail"))
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    page = paginate(request, files, per_page=10)
    mails = [mail for path in page.items for mail in read(path)]
    return render(request, "development/mail.jinja", {"page": page, "mails": mails})


def read(path: Path) -> list[Mail]:
    """The mails in one file of Django's file backend, which separates them by a line of hyphens."""
    at = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    found = []
    for text in path.read_bytes().split(b"-" * 79):
        if text.strip():
            message = email.message_from_bytes(text.strip(), policy=email.policy.default)
            body = message.get_body(("plain",))
            words = body.get_content() if body is not None else ""
            found.append(Mail(str(message["To"]), str(message["Subject"]), words, at))
    return found
