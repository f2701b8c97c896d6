"""Forms of the room."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from dtks.office.models import Signatory
from dtks.office.queries import KABID
from dtks.web.forms import ChipChoices, DayField, DropFile, OfficeForm, Segment, letter_number
from dtks.web.templatetags.formats import month
from verification.monthly.models import ParafSeat, TemplateKind
from verification.monthly.queries import ledger
from verification.monthly.services import Done


class LetterForm(OfficeForm):
    """The letter that asks for answers: from which age on, and who signs."""

    older_than = forms.IntegerField(
        label="Belum dijawab lebih dari (hari)", min_value=1, max_value=999, initial=ledger.LETTER_AFTER
    )
    seat = forms.CharField(label="Ditandatangani", max_length=80, initial=KABID)


def _months() -> list[tuple[str, str]]:
    """This month, the next one, and the two before."""
    first = timezone.localdate().replace(day=1)
    found = [date(first.year + first.month // 12, first.month % 12 + 1, 1), first]
    for _ in range(2):
        last = found[-1]
        found.append(date(last.year - (last.month == 1), last.month - 1 or 12, 1))
    return [(each.isoformat(), month(each)) for each in found]


class PacketForm(OfficeForm):
    """For which month the packet stands."""

    month = forms.ChoiceField(label="Bulan paket")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = _months()
        self.fields["month"].choices = choices  # type: ignore[attr-defined]
        self.fields["month"].initial = choices[1][0]

    def first_day(self) -> date:
        """The chosen month as its first day."""
        return date.fromisoformat(self.cleaned_data["month"])


_SEATED = [("", "pejabat tetap"), *((value, value) for value in Signatory.Acting.values if value)]


class OfficialForm(OfficeForm):
    """Who did it, on which day, standing in for whom by which letter."""

    name = forms.CharField(label="Nama pejabat", max_length=100)
    on = DayField(label="Tanggal")
    acting = forms.ChoiceField(label="Kedudukan", choices=_SEATED, required=False, widget=Segment, initial="")
    mandate_number = forms.CharField(
        label="Nomor surat perintah", max_length=80, required=False,
        help_text="hanya bila Plh., Plt. atau Pj.", validators=[letter_number],
    )  # fmt: skip
    mandate_from = DayField(label="Berlaku mulai", required=False)
    mandate_until = DayField(label="Berlaku sampai", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("acting"):
            cleaned |= {"mandate_number": "", "mandate_from": None, "mandate_until": None}
        elif not cleaned.get("mandate_number"):
            self.add_error("mandate_number", "Tulis nomor surat perintah pejabat yang mewakili.")
        elif not cleaned.get("mandate_from"):
            self.add_error("mandate_from", "Tulis mulai berlakunya surat perintah.")
        return cleaned

    def done(self) -> Done:
        """What the desk did, for the service."""
        names = ("name", "on", "acting", "mandate_number", "mandate_from", "mandate_until")
        return Done(**{name: self.cleaned_data[name] for name in names})


class ScanForm(OfficialForm):
    """A scan of the signed letter or of the sheet of initials, and the code at its foot."""

    what = forms.ChoiceField(
        label="Yang dipindai", choices=[("letter", "Surat bertanda tangan"), ("initials", "Lembar paraf")],
        widget=Segment, initial="letter",
    )  # fmt: skip
    file = forms.FileField(label="Pindaian", widget=DropFile, help_text="PDF, JPG, PNG; paling besar 10 MB")
    code = forms.CharField(
        label="Kode di kaki surat", max_length=20, required=False,
        help_text="diketik hanya bila kode kotak pada pindaian tidak terbaca mesin",
    )  # fmt: skip
    mayor_number = forms.CharField(
        label="Nomor surat wali kota", max_length=80,
        help_text="dari buku surat Sekretariat Daerah; tertulis di setiap baris kiriman", validators=[letter_number],
    )  # fmt: skip

    field_order = ["what", "file", "code", "mayor_number", "name", "on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Ditandatangani oleh"
        self.fields["on"].label = "Tanggal tanda tangan"
        what = self.data.get("what") or self.initial.get("what", "letter")
        for name in ("mayor_number", "name", "on"):  # the sheet of initials changes nothing by itself
            self.fields[name].required = what == "letter"

    @property
    def is_letter(self) -> bool:
        """Whether it is the letter, and not the sheet of initials."""
        return bool(self.cleaned_data["what"] == "letter")


class VoidForm(OfficeForm):
    """Why a packet is given up."""

    reason = forms.CharField(label="Sebab dibatalkan", max_length=200)


class CarveForm(OfficeForm):
    """Why a name does not go with the packet."""

    reason = forms.CharField(
        label="Sebab", max_length=200, help_text="misalnya: akta kematian belum ada, sanggahan dibuka warga"
    )


class WithdrawForm(OfficeForm):
    """Why a name of a signed packet is withdrawn."""

    reason = forms.CharField(
        label="Sebab dicabut", max_length=200, help_text="tercetak pada paket berikutnya, tanpa angka NIK atau No. KK"
    )


class PlainForm(OfficeForm):
    """Nothing to fill in: the page says what happens."""


class FinalizationForm(OfficeForm):
    """Which sheets wait for the mayor from a day on."""

    kinds = forms.MultipleChoiceField(
        label="Menunggu pengesahan", choices=TemplateKind.choices, widget=ChipChoices, required=False
    )
    starts_on = DayField(label="Mulai")


class OrderForm(OfficeForm):
    """The desks in their order, one a line: seat; usual days. The last one signs."""

    seats = forms.CharField(
        label="Meja, satu sebaris: jabatan; hari wajar", widget=forms.Textarea(attrs={"rows": 9}),
        help_text="Meja terakhir menandatangani, yang lain memaraf.",
    )  # fmt: skip

    def clean_seats(self) -> list[tuple[str, str, int]]:
        """Seat, act and days of each line."""
        lines = [line.strip() for line in self.cleaned_data["seats"].splitlines() if line.strip()]
        found = []
        for place, line in enumerate(lines, start=1):
            seat, _, days = line.partition(";")
            if not seat.strip() or (days.strip() and not days.strip().isdigit()):
                raise forms.ValidationError(f"Baris {place}: tulis seperti “Sekretaris Daerah; 2”.")
            act = ParafSeat.Act.SIGN if place == len(lines) else ParafSeat.Act.INITIAL
            found.append((seat.strip()[:80], str(act), min(int(days.strip() or 1), 99)))
        return found


class CopyForm(OfficeForm):
    """How the Governor's copy goes out."""

    channel = forms.ChoiceField(
        label="Dikirim lewat",
        choices=[(word, word.capitalize()) for word in ("surat", "surel", "aplikasi persuratan", "kurir")],
    )


class SentForm(OfficeForm):
    """When a copy was sent, and what proves it."""

    on = DayField(label="Tanggal kirim")
    receipt = forms.CharField(label="Tanda terima", max_length=120, help_text="nomor resi, agenda, atau nama penerima")
