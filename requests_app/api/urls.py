"""Addresses of the API, its description, and the page to read that."""

from django.urls import URLPattern, URLResolver, path

from requests_app.api import handovers, reading, reference, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/me/", views.MeView.as_view(), name="api_me"),
    path("api/v1/requests/", views.RequestsView.as_view(), name="api_requests"),
    path("api/v1/requests/<uuid:key>/", views.RequestView.as_view(), name="api_request"),
    path("api/v1/requests/<uuid:key>/entries/", views.EntriesView.as_view(), name="api_entries"),
    path("api/v1/incidents/", reading.IncidentsView.as_view(), name="api_incidents"),
    path("api/v1/incidents/<uuid:key>/", reading.IncidentView.as_view(), name="api_incident"),
    path("api/v1/handovers/", handovers.HandoversView.as_view(), name="api_handovers"),
    path("api/v1/handovers/<uuid:key>/", handovers.HandoverView.as_view(), name="api_handover"),
    path(
        "api/v1/handovers/<uuid:key>/answer/",
        handovers.HandoverAnswerView.as_view(),
        name="api_handover_answer",
    ),
    path("api/v1/requesters/", reading.RequestersView.as_view(), name="api_requesters"),
    path("api/v1/requesters/<uuid:key>/", reading.RequesterView.as_view(), name="api_requester"),
    path("api/v1/schema/", reference.SchemaView.as_view(), name="api_schema"),
    path("api-reference/", reference.api_reference, name="api_reference"),
]
