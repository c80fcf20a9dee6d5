"""Every address of the journey, in the order in which a request meets them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
