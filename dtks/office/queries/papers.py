"""What stands on papers: the letterhead and the signatory of a day."""

from __future__ import annotations

from datetime import date

from dtks.office.models import Letterhead, Signatory
from dtks.web.pdf import emblem_svg
from dtks.web.templatetags.formats import MONTHS

HEAD_OF_OFFICE = "Kepala Dinas Sosial"
KABID = "Kepala Bidang Penanganan Fakir Miskin"
KASI = "Kepala Seksi P2M"
MAYOR = "Wali Kota Kendari"
UNFILLED = "(nama pejabat belum diisi)"

# The seats that papers of this office know by name; others are typed in, e.g. that of a lurah: "Lurah Kadia".
SEATS = [HEAD_OF_OFFICE, "Sekretaris Dinas Sosial", KABID, KASI, MAYOR, "Sekretaris Daerah"]


def letterhead_on(day: date) -> Letterhead:
    """The letterhead of a day; before the office filled one in, the bare names of city and office."""
    return Letterhead.objects.in_force(day).first() or Letterhead(starts_on=day)


def letterhead_data(head: Letterhead) -> dict[str, str]:
    """A letterhead for a paper's template; what the office has not filled in is said."""
    parts = [head.address, f"Telepon {head.phone}" if head.phone else "", head.email, head.postcode]
    return {
        "government": head.government,
        "office": head.office,
        "line": " · ".join(part for part in parts if part) or "Alamat belum diisi",
        "emblem": emblem_svg(bytes(head.emblem)),
    }


def signature_data(signatory: Signatory) -> dict[str, str]:
    """The block of a signature for a paper's template."""
    return {
        "seat": f"{signatory.acting} {signatory.seat.upper()}".strip(),
        "name": signatory.name,
        "rank": signatory.rank,
        "nip": signatory.nip,
        "mandate": f"{signatory.acting} berdasarkan {mandate_words(signatory)}" if signatory.acting else "",
    }


def signature_on(seat: str, day: date) -> dict[str, str]:
    """The block of whoever signs for a seat on a day; a seat without a name on record says so."""
    return signature_data(_holder(seat, day))


def official_on(seat: str, day: date) -> str:
    """In whose name a paper goes out that nobody signs, in one line: seat, name, NIP; of an acting one his mandate.

    Args:
        day: of issue, so that a paper printed again later names the same official.
    """
    holder = _holder(seat, day)
    if holder.name == UNFILLED:
        return f"{holder.seat_words} {UNFILLED}"
    nip = f"NIP {holder.nip}" if holder.nip else ""
    mandate = f"mandat {mandate_words(holder)}" if holder.acting else ""
    return ", ".join(filter(None, [holder.seat_words, holder.name, nip, mandate]))


def mandate_words(signatory: Signatory) -> str:
    """Number and days of the letter by which an acting official signs (UU 30/2014 art. 14)."""
    until = f" sampai {_written(signatory.ends_on)}" if signatory.ends_on else ""
    return f"{signatory.mandate_number}, {_written(signatory.starts_on)}{until}"


def _written(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _holder(seat: str, day: date) -> Signatory:
    return signatory_on(seat, day) or Signatory(seat=seat, name=UNFILLED)


def signatory_on(seat: str, day: date) -> Signatory | None:
    """Who signs for a seat on a day; an acting official goes before the one he stands in for."""
    return Signatory.objects.in_force(day).filter(seat__iexact=seat).order_by("-acting", "-starts_on").first()
