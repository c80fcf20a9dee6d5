"""Addresses of the auditor's room. The converter of practice codes is registered by practices.urls."""

from django.urls import URLPattern, path

import practices.urls  # noqa: F401 - registers "ods"
from audit.desk import views, views_checkpoints, views_entries, views_verification
from audit.desk.receipts import RECEIPT, TEXT
from audit.desk.reports.urls import urlpatterns as reports
from audit.desk.transparency.urls import urlpatterns as transparency
from audit.desk.verifiable.views import ledger_export

urlpatterns: list[URLPattern] = [
    *reports,
    *transparency,
    path("audit/", views.audit, name="audit"),
    path("audit/entries/", views_entries.entries_everywhere, name="entries_everywhere"),
    path("audit/verification/", views_verification.verifications, name="verifications"),
    path("audit/checkpoints/", views_checkpoints.checkpoints, name="checkpoints"),
    path("audit/<ods:ods_code>/", views.audit_practice, name="audit_practice"),
    path("audit/<ods:ods_code>/entries/", views_entries.entries, name="entries"),
    path("audit/<ods:ods_code>/entries/<uuid:event_id>/", views_entries.entry, name="entry"),
    path(
        "audit/<ods:ods_code>/entries/<uuid:event_id>/receipt/",
        views_entries.entry_file,
        {"part": RECEIPT},
        name="entry_receipt",
    ),
    path(
        "audit/<ods:ods_code>/entries/<uuid:event_id>/text/",
        views_entries.entry_file,
        {"part": TEXT},
        name="entry_text",
    ),
    path("audit/<ods:ods_code>/entries/<int:number>/", views_entries.entry_by_number, name="entry_by_number"),
    path("audit/<ods:ods_code>/verification/", views_verification.verification_page, name="verification"),
    path("audit/<ods:ods_code>/export/", ledger_export, name="ledger_export"),
]
