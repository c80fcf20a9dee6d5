"""What they want it for."""

from kit.forms import TextArea
from requests_app.forms.log_part import PartForm


class PurposeForm(PartForm):
    """The purpose, and the offence where one is alleged, as the requester puts them."""

    part = "purpose"
    plain = ("purpose", "offence")

    purpose = TextArea(
        label="What do they want it for?",
        hint="As the request puts it. If it does not say, write “not stated”.",
        max_length=4000,
        rows=4,
        required_message="Enter what they want it for, or that it is not stated",
    )
    offence = TextArea(
        label="The offence that they allege",
        hint="For example, “attempted murder on 2 November”. Leave empty if they name none.",
        max_length=1000,
        rows=2,
        required=False,
    )
