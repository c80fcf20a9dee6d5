"""Ask and wait, and resume with the answer."""

from kit.forms import Form, RadioField
from requests_app.forms.answers import WordsField


class AskForm(Form):
    """Whom to ask, and what."""

    whom = RadioField(
        label="Whom do you ask?",
        choices=[
            ("requester", "The requester", "They get a letter that neither confirms nor denies anything."),
            (
                "patient",
                "The patient",
                "Only where that is safe and would not defeat the purpose. Use details that the practice "
                "holds, never those in the request.",
            ),
        ],
        required_message="Select whom you ask",
    )
    question = WordsField(
        label="What do you ask?",
        question=True,
        hint="Write it so that it reads the same whether or not the person is a patient.",
        required_message="Enter your question",
    )


class ResumeForm(Form):
    """What came back, or that nothing will."""

    answer = WordsField(
        label="What is the answer?",
        hint="If nobody answered, say so, and why you go on without.",
        required_message="Enter the answer, or say that none came",
    )
