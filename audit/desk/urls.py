"""Addresses of the auditor's room. The converter of practice codes is registered by practices.urls."""

from django.urls import URLPattern, path

import practices.urls  # noqa: F401 - registers "ods"
from audit.desk import views

urlpatterns: list[URLPattern] = [
    path("audit/", views.audit, name="audit"),
    path("audit/<ods:ods_code>/decisions/", views.decisions_download, name="decisions_download"),
]
