"""Every address of the journey, in the order in which a request meets them."""

from django.urls import URLPattern, path

from requests_app.views import development_mail, legal_basis, lists, my_work, request_page, triage
from requests_app.views.log import finish, items, start, subject, tasks

urlpatterns: list[URLPattern] = [
    path("development/mail/", development_mail.development_mail, name="development_mail"),
    path("", my_work.MyWorkPage.as_view(), name="my_work"),
    path("requests/", lists.RequestListPage.as_view(), name="requests"),
    path("requests/new/", start.StartPage.as_view(), name="request_new"),
    path("requests/<uuid:key>/log/", tasks.TaskListPage.as_view(), name="log_tasks"),
    path("requests/<uuid:key>/log/received/", tasks.ReceivedPage.as_view(), name="log_received"),
    path("requests/<uuid:key>/log/requester/", tasks.RequesterPage.as_view(), name="log_requester"),
    path("requests/<uuid:key>/log/subject/", subject.SubjectPage.as_view(), name="log_subject"),
    path("requests/<uuid:key>/log/people/", subject.PeoplePage.as_view(), name="log_people"),
    path("requests/<uuid:key>/log/people/add/", subject.PersonPage.as_view(), name="log_person_add"),
    path("requests/<uuid:key>/log/people/<int:position>/", subject.PersonPage.as_view(), name="log_person"),
    path(
        "requests/<uuid:key>/log/people/<int:position>/remove/",
        subject.RemovePersonPage.as_view(),
        name="log_person_remove",
    ),
    path("requests/<uuid:key>/log/items/", items.ItemsPage.as_view(), name="log_items"),
    path("requests/<uuid:key>/log/purpose/", tasks.PurposePage.as_view(), name="log_purpose"),
    path("requests/<uuid:key>/log/law/", tasks.LawPage.as_view(), name="log_law"),
    path("requests/<uuid:key>/log/urgency/", tasks.UrgencyPage.as_view(), name="log_urgency"),
    path("requests/<uuid:key>/log/restriction/", tasks.RestrictionPage.as_view(), name="log_restriction"),
    path("requests/<uuid:key>/log/check/", finish.CheckPage.as_view(), name="log_check"),
    path("requests/<uuid:key>/log/done/", finish.DonePage.as_view(), name="log_done"),
    path("requests/<uuid:key>/log/hand-over/", finish.HandOverPage.as_view(), name="log_hand_over"),
    path("requests/<uuid:key>/log/discard/", finish.DiscardPage.as_view(), name="log_discard"),
    path("requests/<uuid:key>/", request_page.RequestStoryPage.as_view(), name="request"),
    path("requests/<uuid:key>/triage/", triage.TriagePage.as_view(), name="triage"),
    path("requests/<uuid:key>/verify/", triage.VerifyPage.as_view(), name="verify"),
    path("requests/<uuid:key>/end-triage/", triage.EndTriagePage.as_view(), name="end_triage"),
    path("requests/<uuid:key>/legal-basis/", legal_basis.LegalBasisPage.as_view(), name="legal_basis"),
]
