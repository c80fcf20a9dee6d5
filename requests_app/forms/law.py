"""The search of the law: words, and nothing about anybody."""

from kit.forms import CharField, Form


class LawSearchForm(Form):
    """What to look for in the law files."""

    words = CharField(
        label="Search the law",
        hint="For example “coroner”, “PO-01” or “address”. "
        "Don’t type anybody’s name: nothing here is about a person.",
        max_length=100,
        error_messages={"required": "Enter what to look for"},
    )
