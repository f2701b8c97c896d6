"""Link, merge and split tickets."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from consultation.desk import services
from consultation.desk.forms import RelateForm, SplitForm
from consultation.desk.views.receipts import keep_secret
from consultation.desk.views.tickets import TicketForm


class RelateView(TicketForm):
    """Link a ticket with another one, or merge it into it."""

    title = "Sambungkan atau gabungkan"
    submit = "Simpan"
    form_class = RelateForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "ticket": self.ticket, "user": self.person}

    def done(self, form: Any) -> str:
        data = form.cleaned_data
        other = data["found"]
        if data["how"] == RelateForm.LINK:
            services.link(ticket=self.ticket, other=other, actor=self.person)
            return self.url
        into = services.merge(ticket=self.ticket, into=other, reason=data["reason"], actor=self.person)
        return reverse("desk:ticket", args=[into.number])


class SplitView(TicketForm):
    """Open a second ticket for a matter that came up in this one."""

    permission = "tickets.open"
    title = "Pisahkan ke tiket baru"
    submit = "Buat tiket baru"
    form_class = SplitForm

    def done(self, form: Any) -> str:
        data = form.cleaned_data
        opened = services.split(ticket=self.ticket, kind=data["kind"], asked=data["asked"], actor=self.person)
        keep_secret(self.request, opened)
        return reverse("desk:receipt", args=[opened.ticket.number])
