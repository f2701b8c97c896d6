"""Photos from a phone in pieces: a network that breaks costs a piece, never what has arrived."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from consultation.visits.models import Incoming, Photo, Report
from consultation.visits.services.reporting import Incomplete, add_photo
from dtks.accounts.models import User

MOST_BYTES = 250_000  # of one photo; the phone shrinks to 200 kB
OTHERS = "Kode foto ini sudah dipakai laporan lain."


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Some bytes of a photo. Without content it only asks how far the photo has come."""

    key: UUID
    kind: str
    size: int  # of the whole photo
    offset: int = 0  # where the content belongs
    content: bytes = b""
    taken_at: datetime | None = None


@transaction.atomic
def take_piece(*, report: Report, piece: Piece, by: User) -> int:
    """Add a piece where the last one ended; one that came before, or that leaves a gap, changes nothing.

    Returns how many bytes have arrived; the size of the photo once it is whole and kept.

    Raises:
        Incomplete: the photo is too large, or its key is another report's.
        RefusedScan: the whole is no picture that the archive takes.
    """
    held = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if found := Photo.objects.filter(key=piece.key).first():
        if found.report_id != held.pk:
            raise Incomplete(OTHERS)
        return piece.size
    if not 0 < piece.size <= MOST_BYTES:
        raise Incomplete("Foto ini terlalu besar. Ambil sekali lagi; HP mengecilkannya.")
    way, _ = Incoming.objects.get_or_create(key=piece.key, defaults={"report": held, "size": piece.size})
    if way.report_id != held.pk or way.size != piece.size:
        raise Incomplete(OTHERS)
    arrived = bytes(way.content)
    if not piece.content or piece.offset != len(arrived):
        return len(arrived)
    arrived += piece.content
    if len(arrived) > way.size:
        raise Incomplete("Foto ini tidak terbaca. Ambil sekali lagi.")
    if len(arrived) < way.size:
        way.content, way.touched_at = arrived, timezone.now()
        way.save(update_fields=["content", "touched_at"])
    else:
        way.delete()
        _keep(held, piece, arrived, by)
    return len(arrived)


def _keep(report: Report, piece: Piece, content: bytes, by: User) -> None:
    whole = io.BytesIO(content)
    whole.name = "foto.jpg"
    add_photo(
        report=report, key=piece.key, kind=piece.kind, upload=whole, size=len(content), by=by, taken_at=piece.taken_at
    )  # fmt: skip


def forget_pieces() -> int:
    """Pieces of photos that no phone holds any more. Returns how many photos never came whole."""
    before = timezone.now() - timedelta(days=2 * settings.PHONE_DAYS)
    return Incoming.objects.filter(touched_at__lt=before).delete()[0]
