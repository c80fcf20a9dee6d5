"""The version of the law that a review or decision pins, kept whole so that it can be read years later."""

from datetime import datetime

from requests_app.law.loader import catalogue
from requests_app.law.stored import content_of
from requests_app.models import CatalogueVersion


def pinned(at: datetime) -> str:
    """Today's version of the law files; their whole content is stored with its first use.

    Called in the transaction of the step that pins it, so that no review names a version that isn't kept.
    Two first uses at once keep it once.
    """
    law = catalogue()
    if not CatalogueVersion.objects.filter(version=law.version).exists():
        row = CatalogueVersion(version=law.version, content=content_of(law), first_used_at=at)
        CatalogueVersion.objects.bulk_create([row], ignore_conflicts=True)
    return law.version
