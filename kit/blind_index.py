"""Finding a person again without storing who they are in the clear: a keyed hash of a normalised identifier.

A bare hash of an NHS number is undone by trying all of them; this one needs the key too (HMAC-SHA-256 under
BLIND_INDEX_KEY). Two values match when they are the same after normalisation:

* `nhs_number`: the digits alone.
* `name_dob`: a name and a birth date. The name without accents, case, apostrophes and dots; hyphens and other
  signs count as spaces; runs of spaces as one. Order matters: "Ana Lee" isn't "Lee Ana".
* `sent`: the text that a program sent, as it is.
"""

import base64
import hashlib
import hmac
import unicodedata
from datetime import date
from typing import Any

from django.conf import settings

# Letters that Unicode doesn't take apart into a letter and an accent.
UNACCENTED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"}
)
# Signs within a name that people leave out as often as not: apostrophes of every kind, dots, the soft hyphen.
DROPPED = dict.fromkeys(map(ord, "'’‘`.\u02bc\u00b4\u00ad"))


def normal_number(value: str) -> str:
    """The digits of an NHS number. Raises ValueError where there are none to look for."""
    digits = "".join(character for character in value if character in "0123456789")
    if not digits:
        raise ValueError("an NHS number has digits")
    return digits


def normal_name(name: str) -> str:
    """A name as it is compared. Raises ValueError where nothing is left of it."""
    plain = name.translate(DROPPED).casefold().translate(UNACCENTED)
    letters = [c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c)]
    spaced = "".join(c if c.isalnum() else " " for c in letters)
    words = spaced.split()
    if not words:
        raise ValueError("a name has letters")
    return " ".join(words)


def normal_name_dob(value: tuple[str, date]) -> str:
    """A name and a birth date as they are compared."""
    name, born = value
    return f"{normal_name(name)}|{born.isoformat()}"


NORMALISATIONS: dict[str, Any] = {"nhs_number": normal_number, "name_dob": normal_name_dob, "sent": str}


def blind_index(kind: str, value: Any) -> tuple[str, int]:
    """The index of a value in hex, and the version of the key that made it.

    `kind` is `nhs_number` or `sent` (value: text) or `name_dob` (value: name and birth date). It goes into
    the hash, so that equal texts of two kinds don't match. Raises KeyError for another kind, ValueError
    for nothing.
    """
    message = f"{kind}\0{NORMALISATIONS[kind](value)}".encode()
    key = base64.b64decode(settings.BLIND_INDEX_KEY)
    return hmac.new(key, message, hashlib.sha256).hexdigest(), settings.BLIND_INDEX_KEY_VERSION
