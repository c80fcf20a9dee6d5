"""The built files can be served under names made from their contents, as production does."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.templatetags.static import static

from scripts.build_frontend import build

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


def test_every_file_that_css_and_scripts_name_is_there(tmp_path: Path, settings: Any) -> None:
    build()
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = STORAGES
    call_command("collectstatic", interactive=False, verbosity=0)
    css = static("nhsuk/nhsuk-frontend.min.css").removeprefix(settings.STATIC_URL)
    assert css != "nhsuk/nhsuk-frontend.min.css"
    text = (tmp_path / css).read_text(encoding="utf-8")
    assert "url(/assets" not in text
    assert 'url("assets/images/nhsuk-icon-cross.' in text
    # desk.js imports the design system's script by its plain name
    assert (tmp_path / "nhsuk" / "nhsuk-frontend.min.js").exists()
    assert (tmp_path / "nhsuk" / "assets" / "images" / "favicon.svg").exists()
