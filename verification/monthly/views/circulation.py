"""Acts on one packet: make it, freeze it, record each desk, take the signed letter, give it up, names in and out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from dtks.office.queries import signatory_on
from dtks.web.views import FormView
from verification.monthly import services
from verification.monthly.forms import (
    CarveForm,
    OfficialForm,
    PacketForm,
    PlainForm,
    ScanForm,
    VoidForm,
    WithdrawForm,
)
from verification.monthly.models import Packet, PacketItem, PacketStep
from verification.monthly.queries import packets as queries

State = Packet.State


class MakePacket(FormView):
    """Gather what waits for the mayor into a packet of a month."""

    permission = "packets.make"
    form_class = PacketForm
    title = "Buat paket"
    submit = "Himpun baris yang menunggu"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = queries.rows_waiting().count()
        meta = f"{waiting} baris tersegel menunggu pengesahan"
        return super().get_context_data(back=("Paket", reverse("monthly:packets")), meta=meta, **kwargs)

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        return services.make_packet(month=form.first_day(), actor=user).page_url


class PacketForms(FormView):
    """A form about one packet; it leads back to the packet."""

    def packet(self) -> Packet:
        """The packet of the address."""
        return get_object_or_404(Packet.objects.prefetch_related("steps").select_related("paper"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        packet = self.packet()
        shown: dict[str, Any] = {"back": (packet.number, packet.page_url), "packet": packet}
        return super().get_context_data(**(shown | kwargs))

    def done(self, form: Any) -> str:
        packet = self.packet()
        self.act(packet, form, self.request.user)
        return packet.page_url

    def act(self, packet: Packet, form: Any, user: Any) -> None:
        """What is done with the packet."""
        raise NotImplementedError


class Freeze(PacketForms):
    """The kabid signs: the packet is frozen. What happens and what cannot be undone stands on the page."""

    permission = "packets.freeze"
    form_class = PlainForm
    template_name = "monthly/freeze.html"
    title = "Bekukan paket"
    submit = "Bekukan dan cetak"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        packet = self.packet()
        return super().get_context_data(
            kept=packet.items.kept().count(),
            carved=packet.items.exclude(carved_at=None).count(),
            desks=queries.order_in_force(timezone.localdate()),
            **kwargs,
        )

    def act(self, packet: Packet, form: Any, user: Any) -> None:
        held = services.freeze_packet(packet=packet, actor=user)
        messages.success(self.request, f"Paket {held.number} beku, {held.item_count} nama, kode {held.code}.")


def _official(seat: str) -> dict[str, Any]:
    """Who sits at a desk today, the one who stands in first."""
    found = signatory_on(seat, timezone.localdate())
    if found is None:
        return {"on": timezone.localdate()}
    acting = {"mandate_number": found.mandate_number, "mandate_from": found.starts_on, "mandate_until": found.ends_on}
    return {"on": timezone.localdate(), "name": found.name, "acting": found.acting} | (acting if found.acting else {})


class RecordStep(PacketForms):
    """A desk has initialled."""

    permission = "packets.record"
    form_class = OfficialForm
    template_name = "monthly/step.html"
    submit = "Catat paraf"

    def step(self) -> PacketStep | None:
        """The desk that holds the packet."""
        return queries.current_step(self.packet())

    def get_initial(self) -> dict[str, Any]:
        step = self.step()
        return _official(step.seat) if step else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        step = self.step()
        title = f"Paraf {step.seat}" if step else "Semua meja sudah selesai"
        return super().get_context_data(title=title, step=step, **kwargs)

    def act(self, packet: Packet, form: Any, user: Any) -> None:
        asked = self.request.POST.get("position", "")
        position = int(asked) if asked.isdigit() and len(asked) < 4 else 0
        step = services.record_step(packet=packet, position=position, done=form.done(), actor=user)
        messages.success(self.request, f"Paraf {step.seat} dicatat.")


class UploadScan(PacketForms):
    """The signed letter, or the sheet of initials, comes in as a scan."""

    permission = "packets.record"
    form_class = ScanForm
    title = "Unggah pindaian"
    submit = "Unggah dan periksa kodenya"

    def get_initial(self) -> dict[str, Any]:
        step = queries.current_step(self.packet())
        if step is None or not step.is_signature:
            return {"what": "initials", "on": timezone.localdate()}
        return {"what": "letter"} | _official(step.seat)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(meta=f"kode di kaki surat harus {self.packet().code}", **kwargs)

    def act(self, packet: Packet, form: Any, user: Any) -> None:
        if packet.state != State.CIRCULATING:
            raise services.NotNow(f"Paket {packet.number} sudah {packet.get_state_display()}.")
        if form.is_letter:
            services.may_sign(packet, form.cleaned_data["mayor_number"])
        data = form.cleaned_data
        scan = services.take_scan(
            packet=packet, upload=data["file"], typed=data["code"], is_letter=form.is_letter, actor=user
        )
        if not scan.accepted:
            messages.warning(self.request, f"{scan.name} ditolak. {scan.problem}")
        elif form.is_letter:
            services.sign_packet(packet=packet, mayor_number=data["mayor_number"], done=form.done(), actor=user)
            messages.success(self.request, f"Paket {packet.number} disahkan. Berkas kiriman sedang ditulis.")
        else:
            messages.success(self.request, f"{scan.name} disimpan, kodenya cocok.")


class VoidPacket(PacketForms):
    """A packet is given up before it is signed."""

    permission = "packets.freeze"
    form_class = VoidForm
    title = "Batalkan paket"
    submit = "Batalkan paket"
    meta = "Nomornya tetap tercatat; semua namanya menunggu paket berikutnya."

    def act(self, packet: Packet, form: Any, user: Any) -> None:
        services.void_packet(packet=packet, reason=form.cleaned_data["reason"], actor=user)
        messages.success(self.request, f"Paket {packet.number} dibatalkan.")


class ItemForms(FormView):
    """A form about one name of a packet; it leads back to the names."""

    def item(self) -> PacketItem:
        """The name, if the person may see it."""
        user: Any = self.request.user
        items = PacketItem.objects.visible_to(user).select_related("packet", "row__citizen")
        return get_object_or_404(items, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = self.item()
        back = (item.packet.number, reverse("monthly:names", args=[item.packet_id]))
        return super().get_context_data(back=back, meta=item.row.citizen.name, **kwargs)


class CarveOut(ItemForms):
    """Take one name out of a packet, with the reason."""

    permission = "packets.make"
    form_class = CarveForm
    title = "Keluarkan dari paket"
    submit = "Keluarkan, sisanya jalan terus"

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        item = services.carve_out(item=self.item(), reason=form.cleaned_data["reason"], actor=user)
        return reverse("monthly:names", args=[item.packet_id])


class Withdraw(ItemForms):
    """A name of a signed packet proves wrong."""

    permission = "packets.freeze"
    form_class = WithdrawForm
    title = "Cabut nama yang sudah disahkan"
    submit = "Cabut"

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        item = services.withdraw(item=self.item(), reason=form.cleaned_data["reason"], actor=user)
        messages.success(
            self.request, "Dicabut. Paket berikutnya memberitahukannya, dan tembusan Gubernur perlu versi baru."
        )
        return item.packet.page_url


class PutBack(ItemForms):
    """A carved name goes with the packet after all."""

    permission = "packets.make"
    form_class = PlainForm
    title = "Kembalikan ke paket"
    submit = "Kembalikan"

    def done(self, form: Any) -> str:
        item = services.put_back(item=self.item())
        return reverse("monthly:names", args=[item.packet_id])
