"""Tell a citizen again which papers are missing, from the operator's case."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from consultation.desk import services
from consultation.desk.views.tickets import OneTicket
from dtks.web.navigation import page_before


class RemindView(OneTicket):
    """What a request still lacks, told once more; back to the page from which it was asked."""

    permission = "tickets.work"

    def post(self, request: HttpRequest, number: str, pk: int) -> HttpResponse:
        link = get_object_or_404(self.ticket.changes.select_related("request__act"), request=pk)
        note = services.remind(ticket=self.ticket, request=link.request, actor=self.person)
        channel = note.message.get_channel_display() if note.message else ""
        messages.success(request, f"{self.ticket.person_name} dikabari lewat {channel}.")
        return redirect(page_before(request))
