"""People at work: they log, refuse, release and disclose, and note what a page confirmed to them."""

import random
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.utils import timezone

from requests_app.demonstration.people import PASSWORD
from tests.integration.faults.browser import Answer, Browser, hidden
from tests.integration.pages.typed import POSTED, day

REFERENCE = re.compile(r"Its reference is<br><strong>([^<]+)</strong>")
REFUSAL = {
    "outcome": "REFUSE_NCND",
    "factors": "A1",
    "refusal_reason": "Confidence is not outweighed",
    "refusal_departs": "I weigh it otherwise",
    "step": "confirm",
}
RELEASE = {"tokens": "D06", "checked": "on"}
KEPT = 3  # prepared requests that are left for what comes after the load
PAUSE, PAUSE_OVER_PREPARED = 0.2, 2.0  # seconds between two deeds of a person


class Practice:
    """The people of one practice. `confirmed` holds by verb what they saw confirmed: keys of requests."""

    def __init__(self, port: int, made: dict[str, Any], seed: int) -> None:
        self.port, self.made = port, made
        self.random = random.Random(seed)  # noqa: S311 (it makes names up)
        self.confirmed: dict[str, list[str]] = {
            verb: [] for verb in ("submit", "refuse", "release", "disclose")
        }
        self.references: dict[str, str] = {}
        self.signed_in = 0
        self.browsers: list[Browser] = []
        self.deeds = 0
        self.went_wrong: list[BaseException] = []
        self.nobody_works = threading.Event()

    def move(self, port: int) -> None:
        """The service is served elsewhere from now on."""
        self.port = port
        for browser in self.browsers:
            browser.port = port

    def person(self, role: str) -> Browser:
        """Somebody who signs in through the page."""
        browser = Browser(self.port)
        self.browsers.append(browser)
        answer = browser.sign_in(self.made["people"][role], PASSWORD)
        assert (answer.status, answer.place) == (302, "/"), f"{role}: {answer}"
        self.signed_in += 1
        return browser

    def log(self, browser: Browser) -> str:
        """Log a request, page by page, to its reference; returns its key."""
        answer = browser.send("/requests/new/", {})
        page = done(answer)
        assert re.fullmatch(r"/requests/[0-9a-f-]{36}/log/", page), page
        for part, form in POSTED.items():
            done(browser.send(f"{page}{part}/", {**form, **self.somebody()} if part == "subject" else form))
        assert done(browser.send(f"{page}check/", {})) == f"{page}done/"
        shown = browser.read(f"{page}done/")
        found = REFERENCE.search(shown.text)
        assert found, f"The page shows the reference, not {shown}"
        key = page.split("/")[2]
        self.references[key] = found[1]
        return self.saw("submit", key)

    def refuse(self, browser: Browser) -> str:
        """The guardian refuses a prepared request."""
        return self.step(browser, "refuse", self.made["decide"].pop(), REFUSAL)

    def release(self, browser: Browser) -> str:
        """The manager releases an approved request."""
        return self.step(browser, "release", self.made["release"].pop(), RELEASE)

    def disclose(self, browser: Browser, key: str) -> str:
        """And says that it was sent."""
        version = int(hidden(browser.read(f"/requests/{key}/disclose/"), "seen_version"))
        now: datetime = timezone.localtime()
        sent = {"tokens": "D06", **day("sent_on", now.date()), "sent_time": f"{now:%H:%M}"}
        return self.step(browser, "disclose", {"key": key, "version": version}, sent)

    def step(self, browser: Browser, verb: str, case: dict[str, Any], form: dict[str, str]) -> str:
        """One step on one request; in doubt, sent again, and then a page may say that it was done."""
        path = f"/requests/{case['key']}/{verb}/"
        answer = browser.send(path, {**form, "seen_version": str(case["version"])})
        if not (answer.doubtful and answer.status == 409):
            done(answer)
        return self.saw(verb, case["key"])

    def saw(self, verb: str, key: str) -> str:
        """A page said so."""
        self.confirmed[verb].append(key)
        self.deeds += 1
        return key

    def somebody(self) -> dict[str, str]:
        """A name that nobody else has."""
        return {"name": "Dmitar " + "".join(self.random.choices("abcdefghijklmnopqrstuvwxyz", k=12)).title()}

    @property
    def answers(self) -> Counter[int]:
        """How often each status came, to all."""
        return sum((browser.answers for browser in self.browsers), Counter())

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """All at once, again and again. Raises at the end what went wrong for anybody."""
        self.nobody_works.clear()
        manager, lead = self.person("practice_manager"), self.person("ig_lead")
        guardian, sender = self.person("caldicott_guardian"), self.person("practice_manager")
        days = (
            lambda: self.log(manager),
            lambda: self.log(lead),
            lambda: len(self.made["decide"]) > KEPT and self.refuse(guardian),
            lambda: self.made["release"] and self.disclose(sender, self.release(sender)),
        )
        pauses = (PAUSE, PAUSE, PAUSE_OVER_PREPARED, PAUSE_OVER_PREPARED)
        each = zip(days, pauses, strict=True)
        threads = [threading.Thread(target=self._again_and_again, args=words) for words in each]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.nobody_works.set()
            for thread in threads:
                thread.join(120)
            assert not self.went_wrong, self.went_wrong

    def _again_and_again(self, deed: Callable[[], object], pause: float) -> None:
        try:
            while not self.nobody_works.wait(pause):
                deed()
        except BaseException as problem:
            sys.stdout.write(f"{time.strftime('%H:%M:%S')} {problem!r}\n")
            self.went_wrong.append(problem)


def done(answer: Answer) -> str:
    """Where the page sent the person who had done it."""
    assert answer.status == 302, f"{answer}"
    assert not answer.place.startswith("/accounts/"), "Signed out by a fault"
    return answer.place
