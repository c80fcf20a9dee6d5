"""Codes of ledger entries in words. The desk knows none of the journey's: each app registers its own.

Entries hold codes, which never change. The words are today's, for reading; the code stays beside them where
it is what law and guidance are looked up by.
"""

from collections.abc import Mapping

#: Where LEDGER_PUBLIC_KEYS_FILE holds something that is no key: of no checkpoint can be said whose it is.
NO_KEYS = "The ledger’s public keys can’t be read, so nothing that was signed can be checked."
MENDS_KEYS = "whoever runs the service can put the file of keys right"

_words: dict[str, dict[str, str]] = {}


def register_words(vocabulary: str, words: Mapping[str, str], *, keep_code: bool = False) -> None:
    """Add a vocabulary: words by code. `keep_code` writes the code before them: "D06 Current address"."""
    _words[vocabulary] = {code: f"{code} {text}" if keep_code else text for code, text in words.items()}


def in_words(vocabulary: str, code: str) -> str:
    """A code in words; a code that nobody registered stays as it is."""
    return _words.get(vocabulary, {}).get(code, code)


def words_of(vocabulary: str) -> dict[str, str]:
    """A whole vocabulary, words by code; empty where nobody registered it."""
    return dict(_words.get(vocabulary, {}))
