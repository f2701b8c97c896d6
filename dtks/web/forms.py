"""Forms of the office: crispy, label above, hint below the label, the error with its remedy under the field."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

DAY_FORMATS = ["%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %m %Y", "%d%m%Y"]


class QuickRenderer(TemplatesSetting):
    """Django's form templates; a list of choices without a template for each of its options."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        """The part of a form."""
        if template_name != forms.Select.template_name:
            return mark_safe(super().render(template_name, context, request))  # noqa: S308
        widget = context["widget"]
        drawn: list[str] = [format_html('<select name="{}"{}>', widget["name"], flatatt(widget["attrs"]))]
        for group, options, _ in widget["optgroups"]:
            drawn += [format_html('<optgroup label="{}">', group)] if group else []
            drawn += [_option(option) for option in options]
            drawn += [mark_safe("</optgroup>")] if group else []
        return mark_safe("".join([*drawn, "</select>"]))  # noqa: S308


def _option(option: dict[str, Any]) -> str:
    """One choice; most have no attributes, and a list of them is long."""
    attrs = flatatt(option["attrs"]) if option["attrs"] else ""
    value, label = conditional_escape(option["value"]), conditional_escape(option["label"])
    return f'<option value="{value}"{attrs}>{label}</option>'


class PlainHelper(FormHelper):  # type: ignore[misc]
    """The fields only: the page brings the form tag, the CSRF token and the buttons."""

    form_tag = False
    disable_csrf = True
    form_show_errors = False  # the summary on top of the page says them


class OwnWords:
    """What is missing is asked for in the office's words, where a field has none of its own."""

    fields: dict[str, forms.Field]
    use_required_attribute = False  # our own sentences instead of the browser's

    def full_clean(self) -> None:
        """Give the words, then judge; fields may have been added since the form was made."""
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _asked_for(field)
        super().full_clean()  # type: ignore[misc]


def _asked_for(field: forms.Field) -> str:
    if isinstance(field, forms.FileField):
        return "Pilih berkasnya."
    return "Pilih salah satu." if isinstance(field, forms.ChoiceField) else "Belum diisi."


class OfficeForm(OwnWords, forms.Form):
    """A form with the office's helper. Set `self.helper.layout` in `__init__` for pairs of fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PlainHelper()


class OfficeModelForm(OwnWords, forms.ModelForm):  # type: ignore[type-arg]
    """The same for a model."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PlainHelper()


class DayField(forms.DateField):
    """A date as people write it: 12-03-1984, 12/3/1984, 12031984 or 1984-03-12.

    `depends`: whether it may be empty depends on the rest of the form; its label does not promise that it may.
    """

    widget = forms.DateInput(format="%d-%m-%Y", attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {"invalid": "Tanggal ini tidak ada di kalender. Tulis seperti 12-03-1984."}

    def __init__(self, *, depends: bool = False, **kwargs: Any) -> None:
        self.depends = depends
        kwargs.setdefault("help_text", "hari-bulan-tahun, misalnya 12-03-1984")
        super().__init__(input_formats=DAY_FORMATS, **kwargs)


def letter_number(text: str) -> None:
    """Refuse what is no number of a letter: without a digit, or a single mark."""
    if len(text.strip()) < 2 or not any(mark.isdigit() for mark in text):
        raise forms.ValidationError("Ini bukan nomor surat. Salin lengkap seperti pada suratnya, dengan angkanya.")


class ChoiceTiles(forms.RadioSelect):
    """At most nine choices, all visible, each with its number key."""

    template_name = "web/_choice_tiles.html"


class Segment(forms.RadioSelect):
    """Two to four short choices in one frame."""

    template_name = "web/_segment.html"


class ChipChoices(forms.CheckboxSelectMultiple):
    """Several short words to switch on, drawn as filter chips."""

    template_name = "web/_chip_choices.html"


class DropFile(forms.ClearableFileInput):
    """A file input in a dashed box that also takes a dropped file. Say the limits in the field's help text."""

    template_name = "web/_drop_file.html"


class DropFiles(DropFile):
    """The same for several files, in the order in which they were chosen."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; its value is a list."""

    widget = DropFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each as a file of its own; an empty list only where none is needed."""
        found = data if isinstance(data, list | tuple) else [data] if data else []
        if not found:
            super().clean(None, initial)
        return [super(FilesField, self).clean(each, initial) for each in found]
