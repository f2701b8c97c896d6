"""What a citizen types: code and secret word of his receipt, a proposal or objection, what he thinks of the service."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core import signing

from consultation.desk.models import CODE_SIGNS, ELEMENTS, SurveyAnswer
from dtks.office.queries import code_labels, kelurahan_of_kendari
from dtks.registry.services import ImpossibleValue, parse_value

CODE_LENGTH = 8
KEY_SALT = "portal.write"
KEY_LASTS = 6 * 3600  # seconds in which a form may be sent


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


class WriteForm(forms.Form):
    """A proposal or an objection: who, where, why. No NIK is asked for."""

    use_required_attribute = False

    name = forms.CharField(label="Nama yang diusulkan", max_length=120, error_messages={"required": "Tulis namanya."})
    kelurahan = forms.ChoiceField(label="Kelurahan", error_messages={"required": "Pilih kelurahannya."})
    address = forms.CharField(
        label="Alamat", max_length=160, error_messages={"required": "Tulis alamat, supaya petugas menemukannya."}
    )
    rt = forms.CharField(label="RT", max_length=5, required=False)
    asked = forms.CharField(
        label="Keadaannya", max_length=1500, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Ceritakan keadaannya dengan kata Ibu/Bapak sendiri."},
    )  # fmt: skip
    brought_by = forms.ChoiceField(label="Ibu/Bapak siapa?", required=False)
    by_name = forms.CharField(label="Nama Ibu/Bapak", max_length=120, required=False)
    phone = forms.CharField(label="Nomor HP", max_length=30, required=False)
    consent = forms.BooleanField(label="Boleh dikabari ke nomor ini", required=False)
    key = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, objection: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = sorted(kelurahan_of_kendari().values(), key=lambda row: row.name)
        choices: dict[str, list[tuple[str, str]]] = {
            "kelurahan": [("", "pilih"), *((row.code, row.name) for row in places)],
            "brought_by": list(code_labels("brought_by").items()) or [("SENDIRI", "Sendiri")],
        }
        for name, rows in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = rows
        if objection:
            self.fields["name"].label = "Nama yang disanggah"
            self.fields["asked"].label = "Sebab keberatan"
            del self.fields["brought_by"]
            self.fields["by_name"].label = "Nama Ibu/Bapak (dirahasiakan, boleh kosong)"

    def clean_key(self) -> UUID:
        """Of a form that we gave out in the last hours."""
        try:
            return UUID(signing.loads(self.cleaned_data["key"], salt=KEY_SALT, max_age=KEY_LASTS))
        except (signing.BadSignature, ValueError) as error:
            raise forms.ValidationError("Halaman ini terbuka terlalu lama. Periksa isinya, lalu kirim lagi.") from error

    def clean_phone(self) -> str:
        text = self.cleaned_data["phone"]
        try:
            return str(parse_value("phone", text)) if text else ""
        except ImpossibleValue as error:
            raise forms.ValidationError("Nomor HP ini kurang lengkap, misalnya 0812 3456 7890.") from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("consent") and not data.get("phone"):
            self.add_error("phone", "Tulis nomor HP, atau lepas centang dikabari.")
        return data


def signed_key() -> str:
    """A key for one form: sent twice, it makes one ticket."""
    return signing.dumps(str(uuid4()), salt=KEY_SALT)


class SurveyForm(forms.Form):
    """Nine elements, one question, and a wish; by the code of the receipt."""

    use_required_attribute = False

    kode = forms.CharField(
        label="Kode", max_length=40, error_messages={"required": "Tulis kode dari tanda terima."},
    )  # fmt: skip
    understood = forms.ChoiceField(
        label="Pahamkah Ibu/Bapak apa itu DTKS?", choices=SurveyAnswer.Understood.choices, widget=forms.RadioSelect,
        error_messages={"required": "Pilih satu."},
    )  # fmt: skip
    comment = forms.CharField(label="Saran (boleh kosong)", max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, (name, question, words) in enumerate(ELEMENTS, start=1):
            self.fields[f"u{number}"] = forms.TypedChoiceField(
                label=question, help_text=name, choices=[(n, word) for n, word in enumerate(words, start=1)],
                coerce=int, widget=forms.RadioSelect, error_messages={"required": "Pilih satu."},
            )  # fmt: skip

    def clean_kode(self) -> str:
        return plain_code(self.cleaned_data["kode"])

    def scores(self) -> list[int]:
        """The nine answers in the order of the elements."""
        return [self.cleaned_data[f"u{number}"] for number in range(1, len(ELEMENTS) + 1)]

    def questions(self) -> list[forms.BoundField]:
        """The nine fields, then what is asked beside."""
        return [*(self[f"u{number}"] for number in range(1, len(ELEMENTS) + 1)), self["understood"]]
