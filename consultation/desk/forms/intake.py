"""The screen of the counter, and the form of a further proposal."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils import timezone

from consultation.desk.models import Kind, Ticket, TicketPaper
from consultation.desk.queries import rules
from consultation.desk.services import Intake, PaperSeen
from dtks.accounts.models import User
from dtks.office.queries import code_labels, kelurahan_of_kendari
from dtks.papers.forms import ProofMixin
from dtks.papers.models import Document
from dtks.papers.queries import documents_of
from dtks.registry.models import Citizen, Programme
from dtks.registry.queries import citizens_alike
from dtks.registry.services import ImpossibleValue, typed_value
from dtks.web.forms import ChipChoices, ChoiceTiles, OfficeForm, Segment
from verification.corrections.forms import BesideMixin
from verification.corrections.queries import open_beside
from verification.matching.dates import parse_date

NEW = "baru"  # the choice "somebody who is not in the register"
# Wrong fields in the order of the chips; a place moves by a kelurahan, so its act asks others.
WRONG = ("nik", "name", "birth_date", "birth_place", "sex", "mother_name", "kk_number", "address", "rt", "rw",
         "kelurahan")  # fmt: skip
ACT_WORDS = {
    "NEW_PROPOSAL": "Keluarga baru", "ADD_MEMBER": "Tambah anggota", "PIP_SUPPORT": "Dukungan PIP",
    "DESIL_REVIEW": "Pembaruan desil", "DEATH": "Meninggal", "HEAD_SUCCESSION": "Kepala keluarga meninggal",
    "MOVE_INSIDE": "Pindah kelurahan", "MOVE_OUT": "Pindah ke luar", "MOVE_IN": "Pindah datang",
    "COMPLAINT": "Pengaduan", "OBJECTION": "Sanggahan",
}  # fmt: skip
NEW_FIELDS = ("name", "nik", "kk_number", "birth_date", "sex", "mother_name", "address", "rt", "rw", "kelurahan")


def kelurahan_choices() -> list[tuple[str, str]]:
    """The 65 kelurahan by name, with an empty line on top."""
    rows = sorted(kelurahan_of_kendari().values(), key=lambda row: row.name)
    return [("", "–"), *((row.code, row.name) for row in rows)]


def canonical(field: str, text: str) -> str:
    """The canonical text of what was typed for a field of a citizen.

    Raises:
        ImpossibleValue: nobody can have that value.
    """
    value = typed_value(field, text)
    if field == "kelurahan":
        return value.code if value else ""
    if field == "birth_date":
        return value.isoformat() if value else ""
    return str(value or "")


class DependingChoice(forms.ChoiceField):
    """Whether it may be empty depends on the rest of the form; its label does not promise that it may."""

    depends = True


class WrongFieldsMixin(OfficeForm):
    """Wrong fields with their new values: `wrong` names them, `new_<field>` holds what the paper reads."""

    def add_wrong_fields(self) -> None:
        """Put the fields into the form."""
        labels = Citizen.FIELDS
        self.fields["wrong"] = forms.MultipleChoiceField(
            label="Isian yang salah", choices=[(name, labels[name]) for name in WRONG], widget=ChipChoices,
            required=False,
        )  # fmt: skip
        ticked = cast("QueryDict", self.data).getlist("wrong") if self.is_bound else list(WRONG)
        for name in WRONG:
            field = self._new_value(name, labels[name])
            field.required = name in ticked
            field.error_messages["required"] = "Tulis yang benar menurut berkas, atau lepas isian ini."
            self.fields[f"new_{name}"] = field

    def _new_value(self, name: str, label: str) -> forms.Field:
        if name == "kelurahan":
            return forms.ChoiceField(label=f"{label} yang benar", choices=kelurahan_choices(), required=False)
        if name == "sex":
            choices = [("L", "Laki-laki"), ("P", "Perempuan")]
            return forms.ChoiceField(label=f"{label} yang benar", choices=choices, widget=Segment, required=False)
        numeric = {"inputmode": "numeric"} if name in {"nik", "kk_number", "birth_date", "rt", "rw"} else {}
        widget = forms.TextInput(attrs={"autocomplete": "off", **numeric})
        return forms.CharField(label=f"{label} yang benar", max_length=200, required=False, widget=widget)

    def wrong_values(self) -> dict[str, str]:
        """Field to canonical new value; what is missing or impossible becomes an error of its field."""
        found: dict[str, str] = {}
        for name in self.cleaned_data.get("wrong", []):
            text = self.cleaned_data.get(f"new_{name}") or ""
            if f"new_{name}" in self.errors:
                continue
            try:
                value = canonical(name, text)
            except ImpossibleValue as error:
                self.add_error(f"new_{name}", error.sentence)
                continue
            if not value:
                self.add_error(f"new_{name}", "Tulis yang benar menurut berkas, atau lepas isian ini.")
                continue
            found[name] = value
        return found

    def wrong_rows(self) -> list[tuple[str, Any, Any]]:
        """Name, chip and field of each wrong field, for the page."""
        chips = list(self["wrong"].subwidgets)
        return [(name, chips[n], self[f"new_{name}"]) for n, name in enumerate(WRONG)]


class IntakeForm(WrongFieldsMixin):
    """One screen of the counter. Only what the kind needs is asked; papers come as `paper-<code>` beside it."""

    term = forms.CharField(label="Cari nama, NIK, No. KK, tanggal lahir", max_length=120, required=False)
    citizen = forms.CharField(label="Warga", max_length=20, required=False)
    kind = forms.ChoiceField(
        label="Jenis layanan", choices=Kind.choices, widget=ChoiceTiles,
        error_messages={"required": "Pilih jenis layanan, tombol 1 sampai 9."},
    )  # fmt: skip
    act = forms.CharField(max_length=24, required=False)
    urgent_reason = DependingChoice(label="Sebab mendesak", widget=Segment, required=False)
    programmes = forms.MultipleChoiceField(label="Program", widget=ChipChoices, required=False)
    brought_by = forms.ChoiceField(label="Dibawa oleh")
    brought_by_name = forms.CharField(label="Nama pembawa", max_length=120, required=False)
    asked = forms.CharField(
        label="Yang diminta, dengan kata warga",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    answer = forms.CharField(
        label="Jawaban di loket", help_text="Bila diisi, tiket langsung selesai.", max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    phone = forms.CharField(
        label="Nomor HP", max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.EmailField(
        label="Surel",
        max_length=120,
        required=False,
        error_messages={"invalid": "Surel ini kurang lengkap, mestinya nama@tempat."},
    )
    message_consent = forms.BooleanField(label="Setuju dikabari", required=False)
    register = forms.BooleanField(label="Catat sebagai warga", required=False, initial=True)
    other_person = forms.BooleanField(label="Orang lain, tetap catat sebagai warga baru", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.alike: list[Citizen] = []  # who may be the one that is written down as new
        self.add_wrong_fields()
        brought = code_labels("brought_by") or {"SENDIRI": "Sendiri"}
        choices: dict[str, list[tuple[str, str]]] = {
            "urgent_reason": list(code_labels("urgent_reason").items()),
            "brought_by": list(brought.items()),
            "programmes": programme_choices(),
        }
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = found
        self.fields["brought_by"].initial = "SENDIRI"
        for name in NEW_FIELDS:
            self.fields[f"c_{name}"] = self._citizen_field(name)

    def _citizen_field(self, name: str) -> forms.Field:
        label = Citizen.FIELDS[name]
        if name == "kelurahan":
            return forms.ChoiceField(label=label, choices=kelurahan_choices(), required=False)
        if name == "sex":
            choices = [("L", "Laki-laki"), ("P", "Perempuan")]
            return forms.ChoiceField(label=label, choices=choices, widget=Segment, required=False)
        hint = {"birth_date": "hari-bulan-tahun, misalnya 12-03-1984", "nik": "kosongkan bila belum ada"}.get(name, "")
        return forms.CharField(label=label, max_length=200, required=False, help_text=hint)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        kind = data.get("kind", "")
        data["person"] = self._person(data)
        data["wrong_values"] = self.wrong_values() if kind == Kind.CORRECTION else {}
        if kind == Kind.CORRECTION and not data.get("wrong"):
            self.add_error("wrong", "Pilih isian yang salah.")
        if kind == Kind.URGENT and not data.get("urgent_reason"):
            self.add_error("urgent_reason", "Pilih sebab mendesak.")
        if data.get("brought_by", "SENDIRI") not in {"", "SENDIRI"} and not data.get("brought_by_name", "").strip():
            self.add_error("brought_by_name", "Tulis nama pembawa.")
        data["phone"] = self._typed("phone", "phone", data.get("phone", ""))
        if data.get("message_consent") and not (data.get("email") or data["phone"]):
            self.add_error("message_consent", "Tulis nomor HP atau surel, atau lepas centang ini.")
        data["papers"] = self._papers()
        return data

    def _person(self, data: dict[str, Any]) -> Citizen | None:
        chosen = data.get("citizen", "")
        if chosen == NEW:
            data["new_citizen"] = self._new_citizen(data)
            return None
        found = Citizen.objects.visible_to(self.user).filter(pk=chosen).first() if chosen.isdecimal() else None
        if found is None:
            self.add_error("citizen", "Pilih warga dari hasil pencarian, atau Catat warga baru (F2).")
        return found

    def _new_citizen(self, data: dict[str, Any]) -> dict[str, str]:
        found = {name: self._typed(name, f"c_{name}", data.get(f"c_{name}", "")) for name in NEW_FIELDS}
        if not found["kelurahan"] and data.get("register"):
            self.add_error("c_kelurahan", "Pilih kelurahan tempat tinggal.")
        if not data.get("other_person") and (alike := citizens_alike(user=self.user, values=found)):
            self.alike = alike
            names = ", ".join(citizen.name.title() for citizen in alike)
            self.add_error("citizen", f"Mungkin sudah tercatat: {names}. Pilih dia, atau tandai orang lain.")
        return {name: text for name, text in found.items() if text}

    def _typed(self, field: str, place: str, text: str) -> str:
        if not text and field != "name":
            return ""
        try:
            return canonical(field, text)
        except ImpossibleValue as error:
            self.add_error(place, error.sentence)
            return ""

    def _papers(self) -> dict[str, PaperSeen]:
        """What was ticked; a day of issue that cannot be read is an error of that paper."""
        found: dict[str, PaperSeen] = {}
        for name in self.data:
            code = name.removeprefix("paper-")
            seen = self.data[name]
            if code == name or seen not in TicketPaper.Seen.values:
                continue
            text = self.data.get(f"issued-{code}", "")
            read = parse_date(text, timezone.localdate()) if text else None
            if read and (read.problem or read.date is None):
                self.add_error(None, f"Tanggal terbit “{text}” tidak ada di kalender. Tulis seperti 12-03-2026.")
            found[code] = PaperSeen(seen, read.date if read else None)
        return found

    def intake(self) -> Intake:
        """What the screen says, once it is valid."""
        data = self.cleaned_data
        wrong = data["wrong_values"]
        kind = data["kind"]
        act = rules.act_of(kind, ticked=data["act"], wrong=wrong, urgent_reason=data["urgent_reason"])
        new = data.get("new_citizen", {})
        guest = bool(new) and not data["register"] and kind in {Kind.INFO, Kind.COMPLAINT}
        return Intake(
            kind=kind, act=act, citizen=data["person"], new_citizen={} if guest else new, given=new if guest else {},
            programmes=data["programmes"] or ["DATA"], wrong=wrong, papers=data["papers"],
            brought_by=data["brought_by"] or "SENDIRI", brought_by_name=data["brought_by_name"].strip(),
            asked=data["asked"], urgent_reason=data["urgent_reason"], phone=data["phone"], email=data["email"],
            message_consent=data["message_consent"], answer=data["answer"] if kind == Kind.INFO else "",
            kelurahan=kelurahan_of_kendari().get(new.get("kelurahan", "")) if guest else None,
            links=sorted(cast("QueryDict", self.data).getlist("link")),
        )  # fmt: skip


def programme_choices() -> list[tuple[str, str]]:
    """Programmes that still run, then "Belum tahu" (the register alone)."""
    rows = Programme.objects.filter(active_to=None).exclude(code="DATA").values_list("code", "short_label")
    return [*rows, ("DATA", "Belum tahu")]


def uuid_of(text: str) -> UUID | None:
    """The key of a screen, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None


class WrongFieldsForm(WrongFieldsMixin, BesideMixin, ProofMixin):
    """Propose a further correction from a ticket."""

    reason = forms.CharField(label="Sebab", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, ticket: Ticket, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_wrong_fields()
        shown = [paper.document_id for paper in ticket.papers.all() if paper.document_id]
        papers = _newest(list(documents_of(ticket.citizen)), shown) if ticket.citizen else []
        self.add_proof(papers=papers, fields=WRONG, taken=shown)
        self.add_beside(ticket.citizen, open_beside(ticket.citizen, user) if ticket.citizen else [])
        self.order_fields(["wrong", *(f"new_{name}" for name in WRONG), "reason"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["wrong_values"] = self.wrong_values()
        if not data.get("wrong"):
            self.add_error("wrong", "Pilih isian yang salah.")
        if not self.errors:
            self.check_proof(data["wrong_values"])
            self.check_beside(*rules.requests_for(data["wrong_values"]).values())
        return data


def _newest(papers: list[Document], shown: Collection[int]) -> list[Document]:
    """The papers of the ticket, and of every other kind the newest: somebody known for years has dozens."""
    found: dict[str, Document] = {}
    for paper in papers:  # the newest first
        found.setdefault(f"ticket {paper.pk}" if paper.pk in shown else paper.kind.code, paper)
    return list(found.values())
