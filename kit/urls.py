"""Addresses of the pages that the footer links."""

from django.urls import URLPattern, path

from kit import pages

urlpatterns: list[URLPattern] = [
    path("help/", pages.help_page, name="help"),
    path("accessibility/", pages.accessibility, name="accessibility"),
]
