"""The faults' addresses before the service's."""

from django.urls import path

from config import urls
from config.urls import handler400, handler403, handler404, handler500
from tests.integration.leaks.faults import pages

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
urlpatterns = [path("faults/<slug:what>/", pages.fail), *urls.urlpatterns]
