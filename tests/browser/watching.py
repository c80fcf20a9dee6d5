"""What a page does behind the person's back: errors, refused scripts, requests to strangers."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response

NOT_200 = "Failed to load resource: the server responded"
HARMLESS_SCHEMES = {"about", "data", "blob", "chrome-error"}


@dataclass
class Watch:
    """Collects from one page what must not happen, and remembers how its last address was answered."""

    host: str
    bad: list[str] = field(default_factory=list)
    status: int = 0

    def attach(self, page: Page) -> None:
        """Begin to watch."""
        page.on("console", self._console)
        page.on("pageerror", self._page_error)
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium complains of every answer that isn't 200: which are right, `_response` and the tests judge.
        if message.type == "error" and not message.text.startswith(NOT_200):
            self.bad.append(f"console: {message.text}")

    def _page_error(self, error: Error) -> None:
        self.bad.append(f"script: {error}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in HARMLESS_SCHEMES and address.netloc != self.host:
            self.bad.append(f"asked another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.status = response.status
        elif response.status >= 400:
            self.bad.append(f"{response.status} for {response.url}")
