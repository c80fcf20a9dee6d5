"""What must not be found, and every way in which it might be written where it must not be."""

import base64
import hashlib
import html
import json
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

#: Somebody made up, whose names no other text holds. Production refuses the range for tests: the number
#: is the one that the NHS prints as its example.
NAME = "Zörbina Quackfeather-O’Dill"
NHS_NUMBER = "4010232137"
BORN = (1987, 3, 14)
STREET = "17 Mirkwallow Lane, Northmere"
#: Who asks, and why.
OFFICER = "Ottoline Brackwater"
OFFICER_EMAIL = "o.brackwater@northmere-force.test"
PURPOSE = "The pelagic thimblerig inquiry needs to find her before Friday"
#: What is typed into every field of every form, wherever it is wrong there.
TYPED = "Vexilla Thornbraid"
TYPED_EMAIL = "vexilla.thornbraid@mailbox.test"
TYPED_NUMBER = "4505577104"
#: What is left on purpose in each place that is searched, to see that the search finds it there.
CONTROL = "Canaryjubilate"


def _dates(year: int, month: int, day: int) -> list[str]:
    names = ("Jan", "Feb", "March", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
    month_name = names[month - 1]
    return [
        f"{year}-{month:02}-{day:02}",
        f"{day:02}/{month:02}/{year}",
        f"{day}/{month}/{year}",
        f"{day} {month_name} {year}",
        f"{year}{month:02}{day:02}",
        f"date({year}, {month}, {day})",
    ]


def _numbers(number: str) -> list[str]:
    parts = (number[:3], number[3:6], number[6:])
    return [number, " ".join(parts), "-".join(parts), "\N{NO-BREAK SPACE}".join(parts)]


#: By what it is: words that must not be found. Each word of a name stands alone: they come in any order.
MARKERS: dict[str, list[str]] = {
    "the patient's name": [NAME, "Zörbina", "Quackfeather"],
    "the patient's NHS number": _numbers(NHS_NUMBER),
    "the patient's birth": _dates(*BORN),
    "the patient's address": ["Mirkwallow"],
    "the officer's name": [OFFICER, *OFFICER.split()],
    "the officer's email address": [OFFICER_EMAIL],
    "the purpose": ["thimblerig"],
    "a name typed into a form": [TYPED, *TYPED.split()],
    "an email address typed into a form": [TYPED_EMAIL],
    "a number typed into a form": _numbers(TYPED_NUMBER),
    "the control": [CONTROL],
}


def _base64(data: bytes) -> Iterator[str]:
    """The letters that stand for these bytes wherever they begin in a text that was encoded."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + data).decode()
        first, last = (0, 2, 3)[before], len(encoded.rstrip("=")) - 1
        yield encoded[first:last]


def ways(word: str) -> set[str]:
    """How a word may be written: encoded, escaped, without accents, read wrongly, or as a bare hash."""
    found = {word, unicodedata.normalize("NFD", word), quote(word), quote_plus(word), html.escape(word)}
    found.add(word.encode("ascii", "xmlcharrefreplace").decode())
    found.add(word.encode("ascii", "backslashreplace").decode())
    found.add(json.dumps(word).strip('"'))
    found.add(word.encode().decode("latin-1"))
    plain = unicodedata.normalize("NFKD", word.replace("’", "'"))
    found.add("".join(c for c in plain if not unicodedata.combining(c)))
    for data in {word.encode(), word.lower().encode()}:
        found.add(data.hex())
        found |= {hashlib.new(name, data).hexdigest() for name in ("md5", "sha1", "sha256")}
        if len(data) > 8:  # shorter ones stand in any long text of random letters
            found |= set(_base64(data))
    return {each.casefold() for each in found}


NEEDLES = {what: set().union(*(ways(word) for word in words)) for what, words in MARKERS.items()}


def found_in(text: str) -> dict[str, str]:
    """What of it stands in a text, and the surroundings of its first place."""
    folded = text.casefold()
    found = {}
    for what, needles in NEEDLES.items():
        for needle in needles:
            place = folded.find(needle)
            if place >= 0:
                found[what] = folded[max(0, place - 120) : place + len(needle) + 60]
                break
    return found
