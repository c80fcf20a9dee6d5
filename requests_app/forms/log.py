"""The forms of the log's tasks, by the part that each saves."""

from requests_app.forms.log_items import ItemsForm
from requests_app.forms.log_law import LawForm
from requests_app.forms.log_part import PartForm
from requests_app.forms.log_purpose import PurposeForm
from requests_app.forms.log_received import ReceivedForm
from requests_app.forms.log_requester import RequesterForm
from requests_app.forms.log_restriction import RestrictionForm
from requests_app.forms.log_subject import SubjectForm
from requests_app.forms.log_urgency import UrgencyForm

#: In the order in which somebody with a letter in hand meets them.
FORMS: dict[str, type[PartForm]] = {
    form.part: form
    for form in (
        ReceivedForm,
        RequesterForm,
        SubjectForm,
        ItemsForm,
        PurposeForm,
        LawForm,
        UrgencyForm,
        RestrictionForm,
    )
}
