"""allauth's forms with our words. Named in settings.ACCOUNT_FORMS."""

from typing import Any

from allauth.account import forms

GOOD_ADVICE = "At least 12 characters, and not one that many people use. Three random words are a good start."


class LoginForm(forms.LoginForm):
    """Sign in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "login", "Email address", "Enter your email address")
        say(self, "password", "Password", "Enter your password")


class ResetPasswordForm(forms.ResetPasswordForm):
    """Ask for a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "email", "Email address", "Enter your email address")


class ResetPasswordKeyForm(forms.ResetPasswordKeyForm):
    """Set a password from a mailed link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_new_password(self)


class ChangePasswordForm(forms.ChangePasswordForm):
    """Change one's own password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "oldpassword", "Current password", "Enter your current password")
        say_new_password(self)


def say_new_password(form: Any) -> None:
    """The two fields of a new password."""
    say(form, "password1", "New password", "Enter a new password", GOOD_ADVICE)
    say(form, "password2", "New password again", "Enter the new password again")


def say(form: Any, name: str, label: str, required: str, hint: str = "") -> None:
    """Label, hint and the words for an empty field."""
    field = form.fields[name]
    field.label, field.help_text = label, hint
    field.error_messages["required"] = required
    field.widget.attrs.pop("placeholder", None)
