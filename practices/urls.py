"""Addresses of administration, of one's own account, and of sign-in."""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from practices.views import (
    account,
    closures,
    confirming,
    deputies,
    outside_guardians,
    people,
    practices,
    roles,
    service_accounts,
)


class OdsCode:
    """A practice's code: letters and digits."""

    regex = "[A-Z0-9]{3,6}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(OdsCode, "ods")

of_practice: list[URLPattern] = [
    path("", people.practice_people, name="practice_people"),
    path("appoint/", people.appoint, name="appoint"),
    path("waiting/", confirming.waiting, name="waiting"),
    path("person/<uuid:public_id>/", people.person, name="person"),
    path("roles/<uuid:public_id>/end/", roles.membership_end, name="membership_end"),
    path("roles/<uuid:public_id>/confirm/", confirming.membership_confirm, name="membership_confirm"),
    path("deputies/", deputies.deputies, name="deputies"),
    path("deputies/new/", deputies.deputy_new, name="deputy_new"),
    path("deputies/<uuid:public_id>/confirm/", confirming.deputy_confirm, name="deputy_confirm"),
    path("deputies/<uuid:public_id>/end/", deputies.deputy_end, name="deputy_end"),
    path("outside-guardians/", outside_guardians.outside_guardians, name="outside_guardians"),
    path("outside-guardians/new/", outside_guardians.outside_guardian_new, name="outside_guardian_new"),
    path(
        "outside-guardians/<uuid:public_id>/confirm/",
        outside_guardians.outside_guardian_confirm,
        name="outside_guardian_confirm",
    ),
    path(
        "outside-guardians/<uuid:public_id>/end/",
        outside_guardians.outside_guardian_end,
        name="outside_guardian_end",
    ),
    path("service-accounts/", service_accounts.service_accounts, name="service_accounts"),
    path("service-accounts/new/", service_accounts.service_account_new, name="service_account_new"),
    path("service-accounts/<uuid:public_id>/", service_accounts.service_account, name="service_account"),
    path(
        "service-accounts/<uuid:public_id>/token/", service_accounts.token_issue, name="service_token_issue"
    ),
    path(
        "service-accounts/<uuid:public_id>/end/",
        service_accounts.service_account_end,
        name="service_account_end",
    ),
    path(
        "service-accounts/<uuid:public_id>/tokens/<uuid:token_id>/revoke/",
        service_accounts.token_revoke,
        name="service_token_revoke",
    ),
    *(
        path(
            f"person/<uuid:public_id>/{change}/",
            people.person_change,
            {"change": change},
            name=f"person_{change}",
        )
        for change in ("invite", "deactivate", "reactivate")
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("people/", people.people, name="people"),
    path("people/<ods:ods_code>/", include(of_practice)),
    path("practices/", practices.practices, name="practices"),
    path("practices/<ods:ods_code>/", practices.practice, name="practice"),
    path("practices/<ods:ods_code>/settings/", practices.change_settings, name="practice_settings"),
    path("practices/<ods:ods_code>/closures/", closures.closures, name="closures"),
    path("practices/<ods:ods_code>/closures/new/", closures.closure_new, name="closure_new"),
    path("practices/<ods:ods_code>/closures/<uuid:public_id>/end/", closures.closure_end, name="closure_end"),
    path("roles/", roles.roles, name="roles"),
    path("account/", account.my_account, name="my_account"),
    path("account/name/", account.my_name, name="my_name"),
    path("", include("practices.sign_in.urls")),
]
