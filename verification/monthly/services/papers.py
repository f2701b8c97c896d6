"""The packet's paper: set once when it is frozen, kept, and given out as the same bytes ever after."""

from __future__ import annotations

import pypdfium2

from dtks.accounts.models import User
from dtks.files.services import store_bytes
from dtks.web.pdf import typeset
from verification.monthly.models import Packet
from verification.monthly.queries.packet_papers import packet_data


def print_packet(*, packet: Packet, actor: User) -> Packet:
    """Set letter, statement, sheet of initials and annex; called under the packet's lock."""
    pdf = typeset("monthly/packet.typ", packet_data(packet), on=packet.frozen_at)
    name = f"{packet.number.replace('/', '-')}.pdf"
    packet.paper = store_bytes(name=name, content=pdf, kind="pdf", actor=actor)
    packet.page_count = pages_of(pdf)
    packet.save(update_fields=["paper", "page_count"])
    return packet


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)
