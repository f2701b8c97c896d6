"""The mayor's packet: list, one packet, its names, its papers."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.files.models import StoredFile
from dtks.files.services import path_of
from dtks.web.views import ListView, PageView, RoomView, file_answer
from verification.monthly.filters import PacketFilter, PacketItemFilter
from verification.monthly.models import Packet, PacketItem, PacketScan, TemplateKind
from verification.monthly.queries import packets as queries
from verification.monthly.tables import PacketItemTable, PacketTable

State = Packet.State
SHOWN_CARVED, SHOWN_PLACES, SHOWN_SCANS = 6, 10, 4


class Packets(ListView):
    """All packets, newest first, with the desk that holds each."""

    permission = "monthly.see"
    title = "Paket wali kota"
    table_class = PacketTable
    filter_class = PacketFilter
    chip_field = "state"
    chip_words = {value: word.capitalize() for value, word in State.choices}
    order_by = "-number"
    template_name = "monthly/packets.html"
    nothing_yet = "Belum ada paket. Segel kiriman dahulu; barisnya lalu dihimpun di sini."
    search_hint = "Cari nomor paket atau surat"

    def rows(self) -> QuerySet[Any]:
        return queries.packets()

    def context(self) -> dict[str, Any]:
        user: Any = self.request.user
        return {
            "waiting": queries.rows_waiting().count(),
            "may_make": user.may("packets.make"),
            "may_set": user.may("packets.freeze"),
            "in_use": bool(queries.required_kinds(timezone.localdate())),
        }


class SignedPackets(Packets):
    """Packets that the mayor has signed."""

    title = "Sudah disahkan"
    chip_field = ""
    nothing_yet = "Belum ada paket yang disahkan."

    def rows(self) -> QuerySet[Any]:
        return queries.packets().filter(state=State.SIGNED)


class PacketPage(PageView):
    """One packet: its desks, its annex by kelurahan, what was carved out, its scans."""

    permission = "monthly.see"
    template_name = "monthly/packet.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        found = queries.packets().select_related("made_by").prefetch_related("steps")
        packet = get_object_or_404(found, pk=self.kwargs["pk"])
        today = timezone.localdate()
        items = packet.items.visible_to(user)
        counts = packet.items.aggregate(
            all=Count("pk"),
            kept=Count("pk", filter=Q(carved_at=None)),
            urgent=Count("pk", filter=Q(carved_at=None, reported=True)),
            withdrawn=Count("pk", filter=~Q(withdrawn_at=None)),
        )
        carved = items.exclude(carved_at=None).select_related("row__citizen__kelurahan")
        return super().get_context_data(
            title=f"Paket wali kota {packet.number}",
            back=("Paket", reverse("monthly:packets")),
            packet=packet,
            step=queries.current_step(packet),
            steps=[(each, each.days_on(today)) for each in packet.steps.all()],
            acting=[each for each in packet.steps.all() if each.acting],
            course=_course(packet, today),
            **_annex(packet),
            counts=counts,
            carved_count=counts["all"] - counts["kept"],
            carved=list(carved.order_by("row__citizen__name")[:SHOWN_CARVED]),
            scans=list(packet.scans.select_related("uploaded_by")[:SHOWN_SCANS]),
            copies=list(packet.copies.all()),
            may={name: user.may(f"packets.{name}") for name in ("make", "freeze", "record", "copy")},
            may_see_papers=user.may("papers.see"),
            **kwargs,
        )


def _course(packet: Packet, today: Any) -> dict[str, Any]:
    """How long it is on its way, how long the last one took, until when it is due."""
    if packet.frozen_at is None or packet.state == State.VOID:
        return {}
    ended = packet.signed_on or today
    late = (ended - packet.due_on).days if packet.due_on else 0
    return {
        "days": (ended - timezone.localdate(packet.frozen_at)).days, "before": queries.days_of_last(packet),
        "late": max(0, late),
    }  # fmt: skip


def _annex(packet: Packet) -> dict[str, Any]:
    """The table by kelurahan and sheet: the largest, the rest in one line, the sums."""
    places = queries.annex_by_place(packet)
    kinds = range(len(TemplateKind.values))
    rest = places[SHOWN_PLACES:]
    return {
        "kinds": TemplateKind.labels,
        "places": places[:SHOWN_PLACES],
        "place_count": len(places),
        "rest": len(rest),
        "rest_counts": [sum(place.counts[n] for place in rest) for n in kinds],
        "rest_total": sum(place.total for place in rest),
        "totals": [sum(place.counts[n] for place in places) for n in kinds],
        "total": sum(place.total for place in places),
        "minutes_count": len({number for place in places for number in place.minutes}),
    }


class PacketNames(ListView):
    """The names of a packet: number in the annex, or why it was carved out."""

    permission = "monthly.see"
    table_class = PacketItemTable
    filter_class = PacketItemFilter
    order_by = "number"
    template_name = "monthly/names.html"
    nothing_yet = "Belum ada nama di paket ini."
    search_hint = "Cari nama atau usulan"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.packet = get_object_or_404(Packet, pk=kwargs["pk"])
        self.title = f"Nama dalam paket {self.packet.number}"
        return super().get(request, *args, **kwargs)

    def rows(self) -> QuerySet[Any]:
        user: Any = self.request.user
        items = PacketItem.objects.visible_to(user).filter(packet=self.packet)
        return items.select_related("packet", "row__citizen__kelurahan", "row__request__act", "row__batch").annotate(
            place_words=Concat(Value("Kel. "), F("row__citizen__kelurahan__name")),
            may_make=Value(user.may("packets.make")),
            may_freeze=Value(user.may("packets.freeze")),
        )

    def context(self) -> dict[str, Any]:
        return {"back": (self.packet.number, self.packet.page_url), "packet": self.packet}


class PaperAnswer(RoomView):
    """A paper that was kept; who opened it is on record."""

    permission = "monthly.see"
    subject = ""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        user: Any = request.user
        stored = self.paper(pk)
        if stored is None:
            raise Http404
        log_read(user=user, act=ReadLog.Act.DOWNLOAD, subject=self.subject, subject_id=pk, reason=stored.name)
        return file_answer(path_of(stored), name=stored.name, kind=stored.kind, inline=True)

    def paper(self, pk: int) -> StoredFile | None:
        """The kept file."""
        raise NotImplementedError


class PacketPdf(PaperAnswer):
    """Letter, statement, sheet of initials and annex as they were printed when the packet was frozen."""

    subject = "packet"

    def paper(self, pk: int) -> StoredFile | None:
        return get_object_or_404(Packet.objects.select_related("paper"), pk=pk).paper


class ScanFile(PaperAnswer):
    """A scan that was taken."""

    subject = "packet_scan"

    def paper(self, pk: int) -> StoredFile | None:
        return get_object_or_404(PacketScan.objects.select_related("stored"), pk=pk).stored
