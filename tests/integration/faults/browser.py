"""A person's browser, over HTTP: it keeps cookies, sends forms, and tries again when no answer came."""

import http.client
import re
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

PATIENCE = 60.0  # seconds until a person gives up: a fault must be over by then
NONE = 0  # in place of a status, where no answer came


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str
    #: Whether an earlier try of the same form got no answer, or none that said what had happened.
    doubtful: bool = False

    def __repr__(self) -> str:
        words = re.sub(r"<[^>]*>|\s+", " ", self.text.rpartition("<main")[2])
        return f"{self.status} {self.place} {words[:500]}"

    @property
    def place(self) -> str:
        """Where the browser was sent."""
        return self.headers.get("Location", "")


class Browser:
    """One person. `answers` counts the statuses of all that came back."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.answers: Counter[int] = Counter()

    def get(self, path: str) -> Answer:
        """One try."""
        return self._ask("GET", path)

    def read(self, path: str) -> Answer:
        """Reload until there is a page."""
        return self._insist("GET", path, None)

    def post(self, path: str, form: Mapping[str, Any]) -> Answer:
        """One try."""
        return self._ask("POST", path, form)

    def send(self, path: str, form: Mapping[str, Any]) -> Answer:
        """The same form again until an answer says what became of it."""
        return self._insist("POST", path, form)

    def sign_in(self, address: str, password: str) -> Answer:
        """Through the page for it."""
        self.read("/accounts/login/")
        return self.send("/accounts/login/", {"login": address, "password": password})

    def _insist(self, method: str, path: str, form: Mapping[str, Any] | None) -> Answer:
        deadline, doubtful = time.monotonic() + PATIENCE, False
        while (answer := self._ask(method, path, form)).status in (NONE, 503):
            assert time.monotonic() < deadline, f"{method} {path}: no answer in {PATIENCE:.0f} s"
            doubtful = True
            time.sleep(0.1)
        assert answer.status < 500, f"{method} {path}: {answer}"
        return Answer(answer.status, answer.headers, answer.text, doubtful)

    def _ask(self, method: str, path: str, form: Mapping[str, Any] | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            token = self.cookies.get("csrftoken", "")
            body = urlencode({**form, "csrfmiddlewaretoken": token}, doseq=True)
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://localhost:{self.port}",
                "Host": f"localhost:{self.port}",
            }
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
                connection.request(method, path, body, headers)
                response = connection.getresponse()
                text = response.read().decode()
        except (OSError, http.client.HTTPException):
            self.answers[NONE] += 1
            return Answer(NONE, {}, "")
        self.answers[response.status] += 1
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return Answer(response.status, dict(response.headers), text)


def hidden(page: Answer, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, f"{name} is not on the page: {page}"
    return found[1]
