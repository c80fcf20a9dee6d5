"""Every address of the journey, in the order in which a request meets them."""

from django.urls import URLPattern, path

from requests_app.views import development_mail, lists, my_work, request_page, triage

urlpatterns: list[URLPattern] = [
    path("development/mail/", development_mail.development_mail, name="development_mail"),
    path("", my_work.MyWorkPage.as_view(), name="my_work"),
    path("requests/", lists.RequestListPage.as_view(), name="requests"),
    path("requests/<uuid:key>/", request_page.RequestStoryPage.as_view(), name="request"),
    path("requests/<uuid:key>/triage/", triage.TriagePage.as_view(), name="triage"),
    path("requests/<uuid:key>/verify/", triage.VerifyPage.as_view(), name="verify"),
    path("requests/<uuid:key>/end-triage/", triage.EndTriagePage.as_view(), name="end_triage"),
]
