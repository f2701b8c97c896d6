"""Kabar usulan: what became of each name, up to the centre's answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from consultation.minutes.models import Item, Minutes
from dtks.accounts.models import User
from dtks.web.templatetags.formats import short_day
from verification.corrections.models import ChangeRequest
from verification.monthly.models import LedgerLine

Line = LedgerLine.State
State = ChangeRequest.State


@dataclass(frozen=True)
class News:
    """A chip and the words beside it."""

    family: str
    word: str
    icon: str
    words: str = ""


_CENTRE = {
    Line.SENT: ("pindah", "Dikirim ke pusat", "right"),
    Line.PENDING: ("pindah", "Diproses pusat", "clock"),
    Line.ACCEPTED: ("padan", "Masuk daftar", "check"),
    Line.REFUSED: ("berbeda", "Ditolak pusat", "x"),
    Line.INFERRED_ACCEPTED: ("padan", "Agaknya diterima", "approx"),
    Line.INFERRED_IGNORED: ("varian", "Agaknya diabaikan", "warning"),
}
_OFFICE = {
    State.SUBMITTED: ("teluk", "Menunggu putusan", "half"),
    State.RETURNED: ("varian", "Usulan dikembalikan", "return"),
    State.APPROVED: ("teluk", "Disetujui", "check"),
    State.APPLY_FAILED: ("varian", "Disetujui, belum ditulis", "warning"),
    State.APPLIED: ("padan", "Disetujui", "check"),
    State.REFUSED: ("berbeda", "Ditolak", "x"),
    State.NOTHING_TO_DO: ("kosong", "Tidak ada perubahan", "minus"),
    State.WITHDRAWN: ("meninggal", "Ditarik", "minus"),
    State.REVERSED: ("meninggal", "Dibalikkan", "undo"),
}
_REVIEW = {
    Item.State.OPEN: ("varian", "Diperiksa", "clock"),
    Item.State.RETURNED: ("berbeda", "Dikembalikan", "return"),
    Item.State.HELD: ("kosong", "Ditahan", "pause"),
}


def with_centre(items: QuerySet[Item]) -> QuerySet[Item]:
    """The items with what the centre said of their requests, in the same query."""
    lines = LedgerLine.objects.filter(row__request=OuterRef("request")).order_by("-id")
    return items.annotate(
        centre=Subquery(lines.values("state")[:1]),
        centre_words=Subquery(lines.values("message")[:1]),
        sent_on=Subquery(lines.values("sent_on")[:1]),
    )


def news_of(item: Item) -> News:
    """Where a name stands now; the item comes from `with_centre`."""
    if item.review != Item.State.ACCEPTED:
        return News(*_REVIEW[Item.State(item.review)], item.review_reason)
    request, centre = item.request, getattr(item, "centre", None)
    if request is None:
        return News("padan", "Diterima", "check", "tidak ada perubahan data")
    if centre:
        sent = getattr(item, "sent_on", None)
        words = getattr(item, "centre_words", "") or f"dikirim {short_day(sent)}"
        return News(*_CENTRE[Line(centre)], words)
    words = "menunggu kiriman bulan ini" if request.state == State.APPLIED else request.return_reason
    return News(*_OFFICE[State(request.state)], words)


def news_items(user: User) -> QuerySet[Item]:
    """All names that the person's areas handed in, the newest first."""
    found = Item.objects.filter(minutes__in=Minutes.objects.visible_to(user).handed_in())
    joined = found.select_related("citizen", "minutes__kelurahan", "request")
    return with_centre(joined).order_by("-minutes__month", "-minutes__pk", "position")


def centre_of(items: Sequence[Item]) -> dict[int, Item]:
    """The same items with the centre's words, by id."""
    found = with_centre(Item.objects.filter(pk__in=[item.pk for item in items]).select_related("request"))
    return {item.pk: item for item in found}
