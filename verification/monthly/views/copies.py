"""The Governor's copy: made from a signed packet, printed, its sending recorded."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Value
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dtks.files.models import StoredFile
from dtks.web.views import FormView, ListView
from verification.monthly import services
from verification.monthly.filters import CopyFilter
from verification.monthly.forms import CopyForm, SentForm
from verification.monthly.models import GovernorCopy, Packet
from verification.monthly.tables import CopyTable
from verification.monthly.views.packets import PaperAnswer


class Copies(ListView):
    """All copies for the Governor."""

    permission = "monthly.see"
    title = "Tembusan Gubernur"
    table_class = CopyTable
    filter_class = CopyFilter
    order_by = "-made_at"
    template_name = "monthly/copies.html"
    nothing_yet = "Belum ada tembusan. Tembusan dibuat dari halaman paket yang sudah disahkan."
    search_hint = "Cari nomor surat atau paket"

    def rows(self) -> QuerySet[Any]:
        user: Any = self.request.user
        found = GovernorCopy.objects.select_related("packet", "made_by")
        return found.annotate(may_copy=Value(user.may("packets.copy")))

    def context(self) -> dict[str, Any]:
        user: Any = self.request.user
        may_copy = user.may("packets.copy")
        signed = Packet.objects.filter(state=Packet.State.SIGNED, copies=None)
        return {"may_copy": may_copy, "without_copy": list(signed[:3]) if may_copy else []}


class MakeCopy(FormView):
    """A copy of a signed packet: totals and names, without NIK and card numbers."""

    permission = "packets.copy"
    form_class = CopyForm
    title = "Buat tembusan Gubernur"
    submit = "Buat tembusan"

    def packet(self) -> Packet:
        return get_object_or_404(Packet, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        packet = self.packet()
        return super().get_context_data(back=(packet.number, packet.page_url), meta=packet.number, **kwargs)

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        services.make_copy(packet=self.packet(), channel=form.cleaned_data["channel"], actor=user)
        return reverse("monthly:copies")


class CopySent(FormView):
    """When a copy was sent, and what proves it."""

    permission = "packets.copy"
    form_class = SentForm
    title = "Catat pengiriman tembusan"
    submit = "Catat"

    def copy(self) -> GovernorCopy:
        return get_object_or_404(GovernorCopy, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = ("Tembusan", reverse("monthly:copies"))
        return super().get_context_data(back=back, meta=self.copy().letter_number, **kwargs)

    def done(self, form: Any) -> str:
        services.record_sending(copy=self.copy(), **form.cleaned_data)
        return reverse("monthly:copies")


class CopyPdf(PaperAnswer):
    """The copy as it was made: letter and list."""

    subject = "governor_copy"

    def paper(self, pk: int) -> StoredFile | None:
        return get_object_or_404(GovernorCopy.objects.select_related("paper"), pk=pk).paper
