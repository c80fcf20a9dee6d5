"""What a person typed into a form that could not be taken, to be copied from the page that says so."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

# Shorter texts are quickly typed again, and most are codes that mean nothing to the person.
WORTH_KEEPING = 20  # characters
SECRET = ("csrf", "password", "token", "secret")


def from_our_page(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on a page of this host.

    Without it a stranger's page could put words into ours.
    """
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.get_host()


def typed_texts(request: HttpRequest) -> list[str]:
    """The longer texts of a form that came from our own page, in its order; nothing secret."""
    if request.method != "POST" or not from_our_page(request):
        return []
    try:
        sent = request.POST.lists()
    except (MultiPartParserError, OSError):
        return []
    return [
        text
        for name, texts in sent
        if not any(part in name.lower() for part in SECRET)
        for text in texts
        if len(text) >= WORTH_KEEPING
    ]
