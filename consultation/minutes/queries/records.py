"""Berita acara as lists and pages show them."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from consultation.minutes.models import Item, Minutes, Print
from consultation.minutes.queries.names import Progress
from consultation.minutes.queries.quorum import Quorum
from dtks.accounts.models import User
from dtks.office.queries import window_of


def listed(user: User) -> QuerySet[Minutes]:
    """Berita acara of the person's areas, with the numbers of their items."""
    found = Minutes.objects.visible_to(user).select_related("kelurahan", "made_by", "handed_in_by")
    return found.annotate(
        names=Count("items"),
        accepted=Count("items", filter=Q(items__review=Item.State.ACCEPTED)),
        returned=Count("items", filter=Q(items__review=Item.State.RETURNED)),
        held=Count("items", filter=Q(items__review=Item.State.HELD)),
    )


def of_pk(user: User, pk: int) -> QuerySet[Minutes]:
    """One berita acara that the person may see, ready for its page."""
    found = Minutes.objects.visible_to(user).filter(pk=pk)
    last = Print.objects.filter(minutes=OuterRef("pk")).order_by("-number").values("number")[:1]
    found = found.annotate(printed=Coalesce(Subquery(last), 0))  # the last version for signing; 0: none yet
    return found.select_related(
        "kelurahan__parent", "made_by", "handed_in_by", "version", "scan__scan", "scan__preview"
    )


def own_count(user: User) -> int:
    """Work of the own role: drafts and returned names of a kelurahan, names to judge at Dinsos."""
    found = Minutes.objects.visible_to(user)
    if user.may("minutes.write"):
        waiting = Q(state=Minutes.State.DRAFT) | Q(items__review=Item.State.RETURNED, state__in=Minutes.FROZEN)
        return found.filter(waiting).distinct().count()
    if user.may("minutes.review"):
        return found.filter(state=Minutes.State.HANDED_IN, items__review=Item.State.OPEN).distinct().count()
    return 0


def deadline_of(month: date) -> date:
    """The last working day until which a kelurahan hands in for a month."""
    return window_of(month).kelurahan_until


def stages_of(minutes: Minutes, quorum: Quorum, progress: Progress) -> list[dict[str, str]]:
    """The five steps of a draft: word, what is done, state (done, now, later) and the name of its page."""
    printed: int = minutes.printed  # type: ignore[attr-defined]  # annotated by of_pk
    handed = not minutes.is_draft
    here = f"{quorum.present} dari {quorum.invited}, kuorum {'tercapai' if quorum.reached else 'belum'}"
    steps = [
        ("Rapat", "waktu, tempat, pimpinan", minutes.head_is_complete, "head"),
        ("Kehadiran", here, quorum.reached, "attendance"),
        ("Nama", progress.words, progress.complete, "names"),
        ("Tanda tangan", f"versi {printed} tercetak" if printed else "cetak setelah semua diputus",
         bool(printed), "paper"),
        ("Pindaian", "sudah diserahkan" if handed else "unggah, kode dicocokkan", handed, "hand_in"),
    ]  # fmt: skip
    return [
        {"word": word, "below": below, "state": "done" if done else "later", "page": page}
        for word, below, done, page in steps
    ]
