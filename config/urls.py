"""Every address of the service, each app's in its own urls.py."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from kit.showcase import components

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("kit.urls")),
    path("", include("practices.urls")),
    path("", include("audit.desk.urls")),
    path("", include("requests_app.urls")),
    path("", include("requests_app.api.urls")),
]
if settings.ENVIRONMENT != "production":
    urlpatterns.append(path("development/components/", components, name="development_components"))

handler400 = "kit.error_pages.bad_request"
handler403 = "kit.error_pages.forbidden"
handler404 = "kit.error_pages.not_found"
handler500 = "kit.error_pages.failed"
