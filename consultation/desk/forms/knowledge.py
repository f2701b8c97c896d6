"""Forms of an article, and of who a ticket speaks of."""

from __future__ import annotations

from typing import Any

from django import forms

from consultation.desk.models import Article
from dtks.registry.queries import CitizenHit
from dtks.web.forms import OfficeForm, OfficeModelForm

NEW = "baru"


class ArticleForm(OfficeModelForm):
    """An article of the office's knowledge."""

    class Meta:
        model = Article
        fields = ("title", "text", "words", "is_public", "is_active")
        widgets = {"text": forms.Textarea(attrs={"rows": 12})}
        help_texts = {
            "words": "cara warga menanyakannya, misalnya: kartu mati, bpjs nonaktif",
            "is_public": "tampil di halaman pengetahuan untuk warga",
            "text": "baris kosong memulai alinea baru",
        }


class IdentifyForm(OfficeForm):
    """Which citizen a ticket speaks of."""

    citizen = forms.ChoiceField(
        label="Warga",
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih warga, atau catat sebagai warga baru."},
    )

    def __init__(self, *args: Any, hits: list[CitizenHit], new_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["citizen"]
        assert isinstance(field, forms.ChoiceField)
        rows = [(str(hit.citizen.pk), _words(hit)) for hit in hits]
        field.choices = [*rows, (NEW, f"Belum tercatat: catat {new_name} sebagai warga baru")]


def _words(hit: CitizenHit) -> str:
    citizen = hit.citizen
    born = f", lahir {citizen.birth_date:%d-%m-%Y}" if citizen.birth_date else ""
    return f"{citizen.name}{born}, {citizen.kelurahan or 'kelurahan belum tahu'}, {citizen.place_words}"
