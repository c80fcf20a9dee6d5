"""The versions of the law that a request's reviews and decisions pinned, ready to be read by."""

from datetime import datetime

from requests_app.law import stored
from requests_app.law.loader import catalogue
from requests_app.models import CatalogueVersion, Request

PINNING = ("triage_set", "legalbasisreview_set", "publicinterestreview_set", "decisions")


def versions_pinned(case: Request) -> set[str]:
    """Every version that a review or decision of this request names, the void ones included."""
    return {row.catalogue_version for name in PINNING for row in getattr(case, name).all()} - {""}


def load_law(case: Request) -> dict[str, datetime]:
    """Make the versions other than today's known to `stored.applied`; the day of each one's first use.

    No query where everything was done under today's law; at most two otherwise. A version that isn't kept is
    not in the answer, and is read by today's law.
    """
    other = versions_pinned(case) - {catalogue().version}
    if not other:
        return {}
    rows = dict(CatalogueVersion.objects.filter(version__in=other).values_list("version", "first_used_at"))
    unread = [version for version in rows if not stored.known(version)]
    if unread:
        contents = CatalogueVersion.objects.filter(version__in=unread).values_list("version", "content")
        for version, content in contents:
            stored.keep(version, content)
    return rows
