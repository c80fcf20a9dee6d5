"""Addresses of the transparency report."""

from django.urls import URLPattern, path

from audit.desk.transparency import views

urlpatterns: list[URLPattern] = [
    path("audit/<ods:ods_code>/transparency/", views.transparency, name="transparency"),
    path(
        "audit/<ods:ods_code>/transparency/<uuid:event_id>/",
        views.transparency_report,
        name="transparency_report",
    ),
    path(
        "audit/<ods:ods_code>/transparency/<uuid:event_id>/file/",
        views.transparency_csv,
        name="transparency_csv",
    ),
]
