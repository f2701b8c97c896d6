"""Papers that the citizen takes home."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from consultation.desk import services
from consultation.desk.models import Ticket
from consultation.desk.queries import receipts, tickets
from consultation.desk.services import Opened
from dtks.web.pdf import typeset
from dtks.web.views import RoomView

PAPERS = {"a5": "a5", "rol": "roll"}


def keep_secret(request: HttpRequest, opened: Opened) -> None:
    """The secret word lives in the session of whoever opened the ticket, to be printed; only its hash stays."""
    if opened.secret:
        request.session[f"secret-{opened.ticket.pk}"] = opened.secret


class TicketPaper(RoomView):
    """A paper of one ticket."""

    permission = "tickets.see"

    def ticket(self, number: str) -> Ticket:
        return get_object_or_404(tickets.of_number(self.request.user, number))  # type: ignore[arg-type]

    def secret(self, ticket: Ticket) -> str:
        return str(self.request.session.get(f"secret-{ticket.pk}", ""))


class ReceiptView(TicketPaper):
    """The ticket has been made: its code and word, and what can be printed."""

    permission = "tickets.open"

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        ticket = self.ticket(number)
        data = receipts.receipt_data(ticket=ticket, secret=self.secret(ticket))
        return render(request, "desk/receipt.html", {"title": f"Tiket {ticket.number}", "ticket": ticket, "data": data})


class SecretView(TicketPaper):
    """A new secret word for a citizen who lost the receipt."""

    permission = "tickets.open"

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        ticket = self.ticket(number)
        request.session[f"secret-{ticket.pk}"] = services.renew_secret(ticket=ticket)
        return redirect("desk:receipt", number=ticket.number)


class ReceiptPdfView(TicketPaper):
    """The receipt as A5 or for the 80 mm roll."""

    permission = "tickets.open"

    def get(self, request: HttpRequest, number: str, paper: str) -> HttpResponse:
        ticket = self.ticket(number)
        data = receipts.receipt_data(ticket=ticket, secret=self.secret(ticket))
        return pdf_answer("desk/receipt.typ", data, paper, f"tanda-terima-{ticket.number}-{paper}.pdf")


class SlipPdfView(TicketPaper):
    """The slip of missing papers."""

    def get(self, request: HttpRequest, number: str, paper: str) -> HttpResponse:
        ticket = self.ticket(number)
        return pdf_answer(
            "desk/slip.typ", receipts.slip_data(ticket=ticket), paper, f"slip-{ticket.number}-{paper}.pdf"
        )


def pdf_answer(template: str, data: dict[str, Any], paper: str, name: str) -> HttpResponse:
    """A paper to print at once; nobody keeps it."""
    if paper not in PAPERS:
        raise Http404
    answer = HttpResponse(typeset(template, {**data, "paper": PAPERS[paper]}), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
