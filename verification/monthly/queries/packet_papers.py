"""What stands on the packet's papers: the mayor's letter, statement, sheet of initials, annex; the Governor's copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from dtks.office.queries import HEAD_OF_OFFICE, MAYOR, UNFILLED, signature_on
from dtks.web.pdf import qr_svg
from dtks.web.templatetags.formats import month
from verification.monthly.models import GovernorCopy, Packet, PacketItem, TemplateKind
from verification.monthly.queries.papers import head_data, written_day

_NAME, _PLACE, _KELURAHAN, _SHEET, _CHANGE, _MINUTES = range(6)  # of an item's line
_KINDS = {str(label): n for n, label in enumerate(TemplateKind.labels)}


def packet_data(packet: Packet) -> dict[str, Any]:
    """Everything that monthly/packet.typ sets, out of the frozen lines."""
    day = timezone.localdate(packet.frozen_at)
    items = list(packet.items.exclude(number=None).order_by("number"))
    head = signature_on(HEAD_OF_OFFICE, day)
    return {
        "head": head_data(day),
        "practice": bool(getattr(settings, "PRACTICE", False)),
        "number": packet.number,
        "cover_number": packet.cover_number,
        "code": packet.code,
        "fingerprint": packet.fingerprint,
        "qr": qr_svg(f"{packet.number} {packet.code}"),
        "day": written_day(day),
        "month": month(packet.month),
        "count": len(items),
        "urgent": sum(item.reported for item in items),
        "kinds": [str(label) for label in TemplateKind.labels],
        "places": _places(items),
        "minutes": _minutes(items),
        "desks": [[str(step.position), step.seat, step.get_act_display()] for step in packet.steps.all()],
        "mayor": _mayor(day),
        "head_of_office": head,
        "declarant": f"{head['seat'].removesuffix(HEAD_OF_OFFICE.upper())}{HEAD_OF_OFFICE} Kota Kendari",
        "rows": [[str(item.number), *item.line] for item in items],
        "withdrawn": _withdrawn(packet),
    }


def _mayor(day: date) -> dict[str, str]:
    """The mayor's block; without a name on record the paper has a line to write on."""
    block = signature_on(MAYOR, day)
    name = "" if block["name"] == UNFILLED else block["name"]
    return block | {"name": name}


def _places(items: Iterable[PacketItem]) -> list[list[str]]:
    """Totals by kelurahan and sheet, with a last line of sums; blanks for none."""
    counted: dict[str, list[int]] = defaultdict(lambda: [0] * len(_KINDS))
    for item in items:
        counted[item.line[_KELURAHAN]][_KINDS[item.line[_SHEET]]] += 1
    lines = [[place, *(str(n or "") for n in counts), str(sum(counts))] for place, counts in sorted(counted.items())]
    sums = [sum(counts[n] for counts in counted.values()) for n in range(len(_KINDS))]
    return [*lines, ["Jumlah", *(str(n or "") for n in sums), str(sum(sums))]]


def _minutes(items: Iterable[PacketItem]) -> list[list[str]]:
    """Berita acara by kelurahan, without the places inside them."""
    found: dict[str, set[str]] = defaultdict(set)
    for item in items:
        for each in filter(None, item.line[_MINUTES].split("; ")):
            found[item.line[_KELURAHAN]].add(each.split(" butir")[0])
    return [[place, ", ".join(sorted(numbers))] for place, numbers in sorted(found.items())]


def _withdrawn(packet: Packet) -> list[list[str]]:
    items = packet.withdrawals.select_related("packet").order_by("packet_id", "number")
    return [
        [each.packet.number, str(each.number), each.line[_NAME], each.line[_KELURAHAN], each.withdrawn_reason]
        for each in items
    ]


def copied_items(packet: Packet, *, before: Any = None) -> QuerySet[PacketItem]:
    """Names that a copy carries: kept, and not withdrawn until its making."""
    stays = Q(withdrawn_at=None) | Q(withdrawn_at__gt=before) if before else Q(withdrawn_at=None)
    return packet.items.kept().filter(stays).order_by("number")


def copy_data(copy: GovernorCopy) -> dict[str, Any]:
    """Everything that monthly/copy.typ sets: only what the Governor needs to know."""
    packet, day = copy.packet, timezone.localdate(copy.made_at)
    items = list(copied_items(packet, before=copy.made_at))
    return {
        "head": head_data(day),
        "practice": bool(getattr(settings, "PRACTICE", False)),
        "number": copy.letter_number,
        "version": copy.version,
        "day": written_day(day),
        "month": month(packet.month),
        "packet": packet.number,
        "mayor_number": packet.mayor_number,
        "signed_on": written_day(packet.signed_on) if packet.signed_on else "",
        "count": len(items),
        "kinds": [str(label) for label in TemplateKind.labels],
        "places": _places(items),
        "signature": signature_on(HEAD_OF_OFFICE, day),
        "rows": [
            [str(n), item.line[_NAME], item.line[_KELURAHAN], item.line[_SHEET]]
            for n, item in enumerate(items, start=1)
        ],
    }
