"""Form fields that render themselves as NHS components, and the form that holds them.

A field's `label` is what the person reads, its `hint` what helps them answer. `{{ form.name }}` writes label,
hint, error and inputs; `layouts/form.jinja` writes a whole form.
"""

from kit.forms.choices import BooleanField, CheckboxesField, RadioField, SelectField
from kit.forms.dates import DateField
from kit.forms.form import Form
from kit.forms.identifiers import NhsNumberField
from kit.forms.text import CharField, EmailField, HiddenField, IntegerField, PasswordField, TextArea
from kit.forms.times import TimeField

__all__ = [
    "BooleanField",
    "CharField",
    "CheckboxesField",
    "DateField",
    "EmailField",
    "Form",
    "HiddenField",
    "IntegerField",
    "NhsNumberField",
    "PasswordField",
    "RadioField",
    "SelectField",
    "TextArea",
    "TimeField",
]
