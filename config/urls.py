"""Every address of the service, each app's in its own urls.py."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from kit.showcase import components

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"{app}.urls")) for app in ("practices", "requests_app") if find_spec(f"{app}.urls")
]
if settings.ENVIRONMENT != "production":
    urlpatterns.append(path("development/components/", components, name="development_components"))

handler400 = "kit.error_pages.bad_request"
handler403 = "kit.error_pages.forbidden"
handler404 = "kit.error_pages.not_found"
handler500 = "kit.error_pages.failed"
