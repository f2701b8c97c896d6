"""The Governor's copy: made from a signed packet, numbered, versioned, with proof that it arrived."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from dtks.accounts.models import User
from dtks.files.services import store_bytes
from dtks.office.services import letter_number
from dtks.web.pdf import typeset
from verification.monthly.models import GovernorCopy, Packet
from verification.monthly.queries.packet_papers import copied_items, copy_data
from verification.monthly.queries.packets import annex_hash
from verification.monthly.services.packets import NotNow


@transaction.atomic
def make_copy(*, packet: Packet, channel: str, actor: User) -> GovernorCopy:
    """The next version of a packet's copy, of the names that were really sent.

    Raises:
        NotNow: the packet is not signed, or nothing has changed since the last version.
    """
    held = Packet.objects.select_for_update(of=("self",)).get(pk=packet.pk)
    if held.state != Packet.State.SIGNED:
        raise NotNow("Tembusan dibuat sesudah paket disahkan.")
    hashes = list(copied_items(held).values_list("sha256", flat=True))
    content, last = annex_hash(held.number, hashes), held.copies.order_by("-version").first()
    if last and last.hash == content:
        raise NotNow(f"Tembusan {last.letter_number} sudah memuat isi yang sama.")
    copy = GovernorCopy.objects.create(
        packet=held, version=(last.version if last else 0) + 1, hash=content, item_count=len(hashes), channel=channel,
        made_by=actor, letter_number=letter_number(kind="letter", on=timezone.localdate()),
    )  # fmt: skip
    pdf = typeset("monthly/copy.typ", copy_data(copy), on=copy.made_at)
    name = f"tembusan-{copy.letter_number.replace('/', '-')}.pdf"
    copy.paper = store_bytes(name=name, content=pdf, kind="pdf", actor=actor)
    copy.save(update_fields=["paper"])
    return copy


@transaction.atomic
def record_sending(*, copy: GovernorCopy, on: date, receipt: str) -> GovernorCopy:
    """Note on which day a copy was sent and what proves that it arrived.

    Raises:
        NotNow: a day that cannot be, or it is on record already: the receipt stays as it was written.
    """
    held = GovernorCopy.objects.select_for_update(of=("self",)).get(pk=copy.pk)
    if held.sent_on:
        raise NotNow(f"Pengiriman {held.letter_number} sudah dicatat pada {held.sent_on:%d-%m-%Y}.")
    if not timezone.localdate(held.made_at) <= on <= timezone.localdate():
        raise NotNow("Tanggal kirim tidak boleh sebelum surat dibuat atau di masa depan.")
    held.sent_on, held.receipt = on, receipt.strip()[:120]
    held.save(update_fields=["sent_on", "receipt"])
    return held
