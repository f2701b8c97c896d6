"""What stands on papers: the letterhead and the signatory of a day."""

from __future__ import annotations

from datetime import date

from dtks.office.models import Letterhead, Signatory
from dtks.web.pdf import emblem_svg

# The seats that papers of this office know by name; others are typed in.
SEATS = [
    "Kepala Dinas Sosial",
    "Sekretaris Dinas Sosial",
    "Kepala Bidang Penanganan Fakir Miskin",
    "Kepala Seksi P2M",
    "Wali Kota Kendari",
    "Sekretaris Daerah",
]


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
    mandate = f"{signatory.acting} berdasarkan {signatory.mandate_number}" if signatory.acting else ""
    return {
        "seat": f"{signatory.acting} {signatory.seat.upper()}".strip(),
        "name": signatory.name,
        "rank": signatory.rank,
        "nip": signatory.nip,
        "mandate": mandate,
    }


def signatory_on(seat: str, day: date) -> Signatory | None:
    """Who signs for a seat on a day; an acting official goes before the one he stands in for."""
    return Signatory.objects.in_force(day).filter(seat=seat).order_by("-acting", "-starts_on").first()
