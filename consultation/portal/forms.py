"""What a citizen types: the code and the secret word of his receipt."""

from __future__ import annotations

from django import forms

from consultation.desk.models import CODE_SIGNS

CODE_LENGTH = 8


def plain_code(text: str) -> str:
    """The signs of a code, without what people put between them; whatever is no code, a NIK for one, is nothing."""
    signs = "".join(text.upper().replace("-", " ").replace(".", " ").split())
    is_code = len(signs) == CODE_LENGTH and all(sign in CODE_SIGNS for sign in signs)
    return signs if is_code else ""


def shown_code(code: str) -> str:
    """A code as it stands on paper: 7KQ4-M2XD."""
    return f"{code[:4]}-{code[4:]}" if code else ""


class StatusForm(forms.Form):
    """Code and secret word."""

    use_required_attribute = False

    kode = forms.CharField(
        label="Kode",
        max_length=40,
        error_messages={"required": "Tulis kode dari tanda terima."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    kata = forms.CharField(
        label="Kata kunci",
        max_length=40,
        error_messages={"required": "Tulis kata kunci dari tanda terima."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean_kode(self) -> str:
        return plain_code(self.cleaned_data["kode"])
