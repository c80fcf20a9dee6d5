"""What the forms of the log share: each begins with what the request says and ends as its writer takes it."""

from collections.abc import Sequence
from typing import Any, ClassVar

from kit.forms import Form, TextArea
from practices.permissions import Access
from requests_app.models import Request


def why_field() -> TextArea:
    """The reason for a correction."""
    return TextArea(
        label="Why is it corrected?",
        hint="For example, “the force sent a corrected form on 9 November”. Reviewers read this.",
        max_length=1000,
        rows=3,
        required_message="Say why it is corrected",
    )


class PartForm(Form):
    """One part of a request: while it is logged, and when it is corrected (`why=True` asks for the reason).

    A valid form's `cleaned_data["part_data"]` is what the part's writer takes.
    """

    part: ClassVar[str]
    #: The fields that are written as they are.
    plain: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, case: Request, access: Access, why: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.access = case, access
        self.prepare()
        if why:
            self.fields["because"] = why_field()
            self.regroup(*self.groups, ("Reason for the correction", ("because",)))

    def prepare(self) -> None:
        """Give fields their choices, once the request is known."""

    def regroup(self, *groups: tuple[str, Sequence[str]]) -> None:
        """Set this form's fields in other groups than its class does."""
        vars(self)["groups"] = groups

    @classmethod
    def starting_with(cls, case: Request) -> dict[str, Any]:
        """What the form begins with: the request's own answers."""
        return {name: getattr(case, name) for name in cls.plain}

    def check_answers(self) -> None:
        """Add errors that concern several fields."""

    def part_data(self) -> dict[str, Any]:
        """The answers as the part's writer takes them."""
        return {name: self.cleaned_data[name] for name in self.plain}

    def clean(self) -> dict[str, Any]:
        """Check the answers together; a valid form carries `part_data`."""
        super().clean()
        self.check_answers()
        if not self.errors:
            self.cleaned_data["part_data"] = self.part_data()
        return self.cleaned_data
