"""Addresses of the reports."""

from django.urls import URLPattern, path

from audit.desk.reports import views

urlpatterns: list[URLPattern] = [
    path("audit/reports/", views.report, name="report"),
    path("audit/reports/file/", views.report_file, name="report_file"),
    path("audit/reports/files/", views.report_files, name="report_files"),
    path("audit/reports/files/<uuid:public_id>/", views.report_made, name="report_made"),
    path("audit/<ods:ods_code>/report/", views.report, name="practice_report"),
    path("audit/<ods:ods_code>/report/file/", views.report_file, name="practice_report_file"),
]
