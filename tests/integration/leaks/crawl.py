"""Every form that a person meets, with a name typed into each of its fields."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.integration.leaks.browser import Browser, Evidence, HtmlForm, inside, kind_of
from tests.integration.leaks.markers import TYPED, TYPED_EMAIL, TYPED_NUMBER

MOST_PAGES = 90  # for one person
# There a name may well be typed, and the person bears it from then on.
OF_ONESELF = "/account/name/"
# Ends the session, or is no page.
NOT_FOLLOWED = ("/accounts/logout/", "/static/")


@dataclass
class Crawled:
    """What one person's browser met."""

    pages: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)  # kinds of pages that gave a form back with its mistakes
    statuses: set[int] = field(default_factory=set)
    typed_into_addresses: set[str] = field(default_factory=set)


@dataclass
class Sent:
    """The kinds of forms that somebody has sent: each is sent once."""

    kinds: set[str] = field(default_factory=set)

    def first(self, kind: str) -> bool:
        """Whether nobody has sent one yet."""
        before = len(self.kinds)
        self.kinds.add(kind)
        return len(self.kinds) > before


def typed_into(form: HtmlForm, *, overlong: bool = False) -> dict[str, str]:
    """The form's fields with a name, an address or a number in those for typing."""
    given = {}
    for name, kind, value in form.fields:
        if name == "csrfmiddlewaretoken":
            continue
        if kind not in {"text", "email", "tel", "number", "search", "textarea"}:
            given[name] = value
        elif "email" in name:
            given[name] = TYPED_EMAIL
        elif "nhs_number" in name:
            given[name] = TYPED_NUMBER
        else:
            given[name] = TYPED + ", who is meant" * 2000 if overlong else f"{TYPED}, who is meant"
    return given


def crawl(browser: Browser, starts: list[str], sent: Sent) -> Crawled:
    """One page of each kind, from the pages at hand; each form with fields for typing is sent wrongly."""
    found = Crawled()
    waiting, met = list(starts), set[str]()
    while waiting and len(met) < MOST_PAGES:
        path = waiting.pop(0)
        kind = path if path in starts else kind_of(path)  # the starts differ by their state
        if kind in met or path.startswith(NOT_FOLLOWED):
            continue
        met.add(kind)
        found.pages.add(kind_of(path))
        answer = browser.get(path)
        found.statuses.add(answer.status)
        if answer.location:
            waiting.append(inside(answer.location, path))
        waiting += [inside(address, path) for address in answer.page.addresses]
        waiting = [each for each in waiting if each]
        for form in answer.page.forms:
            kinds = (kind_of(path), *sorted(set(form.typed)))
            if form.typed and answer.status == 200 and (form.method == "get" or sent.first(str(kinds))):
                send_wrongly(browser, path, form, found)
    return found


def send_wrongly(browser: Browser, path: str, form: HtmlForm, found: Crawled) -> None:
    """As the person's browser would. A form sent by GET shows its fields in the address: note them."""
    action = inside(form.action, path) or path
    if form.method == "get":
        found.typed_into_addresses |= {f"{kind_of(path)} {name}" for name in form.typed}
        return
    for overlong in (True,) if path == OF_ONESELF else (False, True):
        answer = browser.post(action, typed_into(form, overlong=overlong))
        found.statuses.add(answer.status)
        if answer.status == 422:
            found.refused.add(kind_of(path))


def crawl_all(
    port: int, evidence: Evidence, sessions: dict[str, str], keys: dict[str, str]
) -> dict[str, Crawled]:
    """Every role at once."""
    sent = Sent()
    starts = ["/", "/requests/person/", "/incidents/new/", *(f"/requests/{key}/" for key in keys.values())]

    def one(role: str) -> Crawled:
        return crawl(Browser(port, evidence, sessions[role]), starts, sent)

    with ThreadPoolExecutor(len(sessions)) as pool:
        return dict(zip(sessions, pool.map(one, sessions), strict=True))
