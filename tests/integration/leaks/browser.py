"""A person's browser, behind the proxy that holds the certificate; it notes whatever must name nobody."""

import http.client
import re
from contextlib import closing
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote_plus, urlencode, urljoin, urlsplit

HOST = "desk.example.nhs.uk"
# A person's own words are given back to be copied, where a form could not be taken.
OWN_WORDS = 20  # characters


class Evidence(dict[str, list[str]]):
    """By place: what was found there, for the search."""

    def __missing__(self, place: str) -> list[str]:
        return self.setdefault(place, [])


@dataclass
class HtmlForm:
    """A form of a page: where it goes, and its fields with their kind and value."""

    action: str
    method: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def typed(self) -> list[str]:
        """The names of the fields into which people type."""
        return [name for name, kind, _ in self.fields if kind in TYPED]


TYPED = {"text", "email", "tel", "number", "search", "textarea"}


class Page(HTMLParser):
    """A page's addresses, forms and title."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.forms: list[HtmlForm] = []
        self.title = ""
        self._open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        names = {name: value or "" for name, value in given}
        self.addresses += [names[name] for name in ("href", "src", "action", "formaction") if name in names]
        if tag == "title":
            self._open = "title"
        if tag == "form":
            self.forms.append(HtmlForm(names.get("action", ""), names.get("method", "get").lower()))
        if not self.forms or not names.get("name"):
            return
        kind = "textarea" if tag == "textarea" else names.get("type", "text")
        if tag == "option" or (kind in {"radio", "checkbox"} and "checked" not in names):
            return
        if tag in {"input", "textarea"}:
            self.forms[-1].fields.append((names["name"], kind, names.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._open == "title":
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._open = ""


@dataclass
class Answer:
    """What came back."""

    status: int
    location: str
    text: str
    page: Page


class Browser:
    """Keeps cookies, sends the form's token, follows nothing by itself."""

    def __init__(self, port: int, evidence: Evidence, session: str = "") -> None:
        self.port, self.evidence = port, evidence
        self.cookies = {"sessionid": session} if session else {}

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def post(self, path: str, fields: dict[str, Any], **headers: str) -> Answer:
        """As a form of one of our own pages."""
        token = self.cookies.setdefault("csrftoken", "t" * 32)  # its own proof, in cookie and form
        body = urlencode({**fields, "csrfmiddlewaretoken": token}, doseq=True)
        kind = "application/x-www-form-urlencoded"
        return self.send("POST", path, body, {"Content-Type": kind, **headers})

    def send(
        self, method: str, path: str, body: str | bytes = "", headers: dict[str, str] | None = None
    ) -> Answer:
        """Any request, by way of the proxy."""
        given = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.7",
            "Origin": f"https://{HOST}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **(headers or {}),
        }
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body.encode() if isinstance(body, str) else body, given)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        for name, value in answer.getheaders():
            if name == "Set-Cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
            if name not in {"Location", "Content-Length"}:
                self.evidence["headers"].append(f"{name}: {value}")
        page = Page(text if "html" in answer.getheader("Content-Type", "") else "")
        self._note(answer.status, answer.getheader("Location", ""), text, page, body)
        return Answer(answer.status, answer.getheader("Location", ""), text, page)

    def _note(self, status: int, location: str, text: str, page: Page, body: str | bytes) -> None:
        self.evidence["addresses"] += [*page.addresses, location]
        self.evidence["titles"].append(page.title)
        given_back = status == 422 or page.title.strip().startswith("Error:")  # a form, with its mistakes
        if status >= 400 and not given_back:
            told = unescape(text)
            for own in own_words(body):
                told = told.replace(own, "")
            self.evidence["error pages"].append(told)


def own_words(body: str | bytes) -> list[str]:
    """What a person typed at some length."""
    if isinstance(body, bytes):
        return [line for line in body.decode().splitlines() if len(line) >= OWN_WORDS]
    values = (unquote_plus(pair.partition("=")[2]) for pair in body.split("&"))
    return [value for value in values if len(value) >= OWN_WORDS]


def inside(address: str, at: str) -> str:
    """The path of a link on the page `at`, or nothing where it leads elsewhere."""
    parts = urlsplit(urljoin(f"https://{HOST}{at}", address))
    if parts.netloc != HOST or parts.scheme != "https":
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def kind_of(path: str) -> str:
    """A path without what differs between pages of one kind."""
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "*", path.partition("?")[0])
    path = re.sub(r"^/law/[^/]+/(.*)", lambda found: "/law/*/" + ("*/" if found[1] else ""), path)
    return re.sub(r"\d+", "*", path)
