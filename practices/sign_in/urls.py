"""The few of allauth's pages that we use. Any other address under /accounts/ is not found."""

from allauth.account import views as allauth_views
from django.conf import settings
from django.urls import URLPattern, path, re_path

from practices.sign_in import development, views

urlpatterns: list[URLPattern] = [
    path("accounts/login/", views.LoginView.as_view(), name="account_login"),
    path("accounts/logout/", allauth_views.logout, name="account_logout"),
    path("accounts/inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("accounts/password/change/", views.PasswordChangeView.as_view(), name="account_change_password"),
    path("accounts/password/reset/", allauth_views.password_reset, name="account_reset_password"),
    path(
        "accounts/password/reset/done/",
        allauth_views.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

if settings.ENVIRONMENT != "production":
    urlpatterns.append(
        path("development/sign-in/<uuid:public_id>/", development.sign_in_as, name="sign_in_as")
    )
