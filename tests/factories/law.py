"""Another version of the law: the files with some words replaced, and a request that was handled under it."""

import shutil
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone

from requests_app.law import Catalogue
from requests_app.law.loader import DATA, load
from requests_app.law.stored import content_of
from requests_app.models import CatalogueVersion


def another_law(folder: Path, *changes: tuple[str, str, str]) -> Catalogue:
    """The catalogue of a copy of the files in `folder`, after each (file, old words, new words)."""
    shutil.copytree(DATA, folder)
    for file, old, new in changes:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return load(folder)


def kept_older_law() -> CatalogueVersion:
    """A version that was in use before today's, kept since then: PO-01 and an item were called otherwise."""
    with TemporaryDirectory() as folder:
        law = another_law(
            Path(folder) / "older",
            ("items.toml", 'label = "Current address"', 'label = "Abode"'),
            ("powers_2_crime.toml", "Schedule 2 form", "Form under Schedule 2"),
            ("claims.toml", 'label = "Another law"', 'label = "A law not listed"'),
        )
    first_used_at = timezone.now() - timedelta(days=200)
    kept, _ = CatalogueVersion.objects.get_or_create(
        version=law.version, defaults={"content": content_of(law), "first_used_at": first_used_at}
    )
    return kept
