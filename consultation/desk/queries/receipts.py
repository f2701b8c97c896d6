"""What stands on the papers that the citizen takes home: no NIK, a short name, plain words."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from consultation.desk.models import Kind, Ticket, TicketPaper
from consultation.desk.queries.tickets import full_day, joined, standing_of
from dtks.office.models import Letterhead
from dtks.office.queries import KASI, code_labels, letterhead_on, message_text, official_on
from dtks.registry.models import Citizen, Programme
from dtks.web.pdf import qr_svg
from verification.sources.queries import latest_comparison

_FIRST_WORDS = {"LA", "WA", "ODE", "LAODE", "WAODE", "HJ", "HJ.", "H", "H.", "ST.", "A.", "MUH.", "MOH.", "ABD."}
_NUMBERS = ["", "Satu", "Dua", "Tiga", "Empat", "Lima", "Enam", "Tujuh", "Delapan", "Sembilan", "Sepuluh"]


def short_name(name: str) -> str:
    """Wa Ode N. of WA ODE NURAENI: enough for the person to know his paper, not for others to know the person."""
    words = name.title().split()
    lead = 0
    while lead < len(words) - 1 and words[lead].upper() in _FIRST_WORDS:
        lead += 1
    if lead == 0:
        return f"{words[0]} {words[1][0]}." if len(words) > 1 else (words[0] if words else "")
    return f"{' '.join(words[:lead])} {words[lead][0]}."


def address_of(ticket: Ticket) -> str:
    """Ibu, Bapak, Anak, or both where it is not known."""
    citizen = ticket.citizen
    if citizen is None or not citizen.sex:
        return "Bapak/Ibu"
    if citizen.age is not None and citizen.age < 17:
        return "Anak"
    return "Ibu" if citizen.sex == "P" else "Bapak"


def receipt_data(*, ticket: Ticket, secret: str) -> dict[str, Any]:
    """Everything that desk/receipt.typ sets. `secret` is empty on a second print: nobody can read it any more."""
    missing = _missing(ticket)
    until = ticket.papers_until
    return {
        **_common(ticket, on=timezone.localdate(ticket.opened_at)),
        "title": "Tanda terima konsultasi",
        "moment": _moment(ticket),
        "secret": secret,
        "found": found_words(ticket),
        "missing_title": missing_title(missing, until),
        "missing": [missing_line(paper, ticket) for paper in missing],
        "steps": [{"text": text, "until": when} for text, when in steps_ahead(ticket)],
    }


def slip_data(*, ticket: Ticket, papers: Sequence[TicketPaper] | None = None) -> dict[str, Any]:
    """Everything that desk/slip.typ sets: what is missing, where to get each, until when.

    Args:
        papers: those of a ticket that is not opened (yet).
    """
    if papers is None:
        papers = list(ticket.papers.select_related("kind", "document", "rule"))
    missing = [paper for paper in papers if paper.is_missing]
    until = ticket.papers_until
    name = address_of(ticket)
    proxy = _brought(ticket)
    return {
        **_common(ticket, on=timezone.localdate()),
        "title": _missing_count(missing),
        "day": full_day(timezone.localdate()),
        "address": name,
        "until": full_day(until) if until else "",
        "proxy": f"{name} boleh diwakili {proxy.removesuffix('.')}." if proxy else "",
        "missing": [_slip_card(paper, ticket) for paper in missing],
        "there": joined(paper.kind.short_label for paper in papers if paper.is_here),
        "not_yet": f"Urusan ini tetap berjalan; {name} tidak perlu mengulang dari awal. "
        "Tanpa berkas ini urusan belum bisa diselesaikan."
        if ticket.number
        else "Urusan ini belum dicatat. Datang ke loket dengan berkas ini kapan saja pada jam kerja.",
        "rules_on": f"aturan {date_format(timezone.localdate(ticket.opened_at), 'j M Y')}",
    }


def _common(ticket: Ticket, *, on: date) -> dict[str, Any]:
    code = ticket.receipt_code
    return {
        "head": head_data(on),
        "official": official_on(KASI, on),
        "practice": bool(getattr(settings, "PRACTICE", False)),
        "name": short_name(ticket.person_name),
        "address": address_of(ticket),
        "brought": _brought(ticket),
        "matter": matter_words(ticket),
        "code": f"{code[:4]}-{code[4:]}" if code else "",
        "qr": qr_svg(f"{status_address()}?kode={code}" if code else _rules_address(ticket)),
        "ticket": ticket.number,
        "status_address": status_address().split("://", 1)[-1],
        "served_by": _served_by(ticket),
    }


def _served_by(ticket: Ticket) -> str:
    if ticket.opened_by is None:
        return "Lewat halaman warga"
    counter = f", {ticket.opened_by.counter.lower()}" if ticket.opened_by.counter else ""
    return f"Dilayani {ticket.opened_by.full_name.split()[0]}{counter}"


def head_data(day: date) -> dict[str, str]:
    """The letterhead of a day for a paper's template; the emblem as SVG around the office's own file."""
    head = letterhead_on(day)
    parts = ["Meja Konsultasi DTKS", head.address, settings.OFFICE_HOURS_WORDS]
    return {
        "government": head.government,
        "office": head.office,
        "line": " · ".join(part for part in parts if part),
        "emblem": _emblem(head),
    }


def _emblem(head: Letterhead) -> str:
    if not head.emblem:
        return ""
    coded = base64.b64encode(bytes(head.emblem)).decode()
    return (
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 100 100'>"
        f"<image width='100' height='100' xlink:href='data:image/png;base64,{coded}'/></svg>"
    )


def status_address() -> str:
    """Where the citizen looks up his ticket."""
    return f"{settings.PUBLIC_ADDRESS}/status"


def _rules_address(ticket: Ticket) -> str:
    """Where the papers of the ticket's programme stand."""
    programme = next((code for code in ticket.programmes if code != "DATA"), "")
    return f"{settings.PUBLIC_ADDRESS}/syarat/{programme}" if programme else status_address()


def matter_words(ticket: Ticket) -> str:
    """Perbaikan data, PBI-JK dan PKH."""
    codes = [code for code in ticket.programmes if code != "DATA"]
    names = dict(Programme.objects.filter(code__in=codes).values_list("code", "short_label")) if codes else {}
    programmes = joined(names.get(code, code) for code in codes)
    return f"{ticket.get_kind_display()}, {programmes}" if programmes else ticket.get_kind_display()


def _brought(ticket: Ticket) -> str:
    return f"{brought_word(ticket)} {short_name(ticket.brought_by_name)}".strip() if brought_word(ticket) else ""


def brought_word(ticket: Ticket) -> str:
    """What whoever came is to the citizen: Guru/operator sekolah; empty if the citizen came himself."""
    if ticket.brought_by == "SENDIRI":
        return ""
    return code_labels("brought_by").get(ticket.brought_by, ticket.brought_by)


def _moment(ticket: Ticket) -> str:
    return date_format(timezone.localtime(ticket.opened_at), "l, j F Y, H.i")


def found_words(ticket: Ticket) -> str:
    """What we found, in the words of the citizen: the wrong fields, else what the last comparison says."""
    fields = [change.field for link in ticket.changes.all() for change in link.request.fields.all()]
    if fields:
        return proposed_words(ticket, fields)
    return compared_words(ticket.citizen) if ticket.citizen else ""


def compared_words(citizen: Citizen) -> str:
    """What the last comparison says, and what follows for the citizen, in his words."""
    comparison = latest_comparison(citizen)
    if comparison is None:
        return ""
    wrong = [Citizen.FIELDS.get(name, name) for name, each in comparison.fields.items() if each["verdict"] == "differs"]
    try:
        return message_text(f"next_step_{comparison.result_class}", elemen=joined(wrong))
    except KeyError:  # the texts are not loaded
        return ""


def proposed_words(ticket: Ticket, fields: Iterable[str]) -> str:
    """The wrong fields that we propose to correct; empty without any."""
    words = joined(dict.fromkeys(Citizen.FIELDS[field] for field in fields))
    if not words:
        return ""
    return f"{words} di data bantuan berbeda dengan berkas {address_of(ticket)}. Kami usulkan perbaikannya."


def _missing(ticket: Ticket) -> list[TicketPaper]:
    return [paper for paper in ticket.papers.select_related("kind", "document") if paper.is_missing]


def _missing_count(missing: list[TicketPaper]) -> str:
    count = _NUMBERS[len(missing)] if len(missing) < len(_NUMBERS) else str(len(missing))
    return f"{count} berkas masih kurang" if missing else "Berkas sudah lengkap"


def missing_title(missing: list[TicketPaper], until: date | None) -> str:
    """How many papers are missing, and until when they come in time."""
    if not missing or until is None:
        return ""
    return f"{_missing_count(missing)}. Bawa paling lambat {date_format(until, 'l, j F')}"


def _place(paper: TicketPaper, ticket: Ticket) -> str:
    return paper.kind.place_in(ticket.kelurahan.name if ticket.kelurahan else "")


def missing_line(paper: TicketPaper, ticket: Ticket) -> dict[str, str]:
    """A missing paper and where the citizen gets it."""
    words = f"Minta di {_place(paper, ticket)}" if paper.kind.bring else f"Biasanya {_place(paper, ticket)}"
    if paper.kind.bring:
        words += f"; bawa {paper.kind.bring}"
    why = _why(paper)
    return {"name": paper.kind.short_label + _fresh(paper), "text": f"{words}." + (f" {why}" if why else "")}


def _fresh(paper: TicketPaper) -> str:
    return " yang baru" if paper.seen == TicketPaper.Seen.EXPIRED else ""


def _why(paper: TicketPaper) -> str:
    if paper.seen != TicketPaper.Seen.EXPIRED:
        return ""
    issued = paper.document.issued_on if paper.document else None
    limit = f"Berkas ini hanya berlaku {paper.kind.max_age_days} hari." if paper.kind.max_age_days else ""
    since = f"Yang tadi terbit {date_format(issued, 'j F')}." if issued else "Yang tadi sudah kedaluwarsa."
    return f"{since} {limit}".strip()


def _slip_card(paper: TicketPaper, ticket: Ticket) -> dict[str, Any]:
    rule = paper.rule
    others = joined(kind.short_label for kind in rule.alternatives.all()) if rule else ""
    rows = [("Minta di", _place(paper, ticket)), ("Bawa", paper.kind.bring), ("Biaya", "tidak ada")]
    rows += [("Kalau hilang", paper.kind.if_lost), ("Boleh diganti", others), ("Sebabnya", _why(paper))]
    return {
        "name": paper.kind.short_label + _fresh(paper),
        "rows": [{"label": label, "text": text} for label, text in rows if text],
    }


def steps_ahead(ticket: Ticket) -> list[tuple[str, str]]:
    """What happens next and until when, by kind; the last line says how the citizen hears of it."""
    name = address_of(ticket)
    soon = f"sampai {date_format(ticket.due_on, 'j M')}"
    month = f"akhir {date_format(ticket.due_on, 'M')}"
    steps = _STEPS.get(ticket.kind, _STEPS[Kind.NOTICE])
    lines = [(text.format(name=name), {"soon": soon, "month": month}.get(when, when)) for text, when in steps]
    if not ticket.is_open:
        return [(standing_of(ticket).next_step, "selesai")]
    if ticket.message_consent and (ticket.email or ticket.phone):
        way = "surel" if ticket.email else "WhatsApp"
        return [*lines, (f"Kami kirim kabar lewat {way}", "setelah diputus")]
    return [*lines, (f"Tanya kabar di loket atau di {status_address().split('://', 1)[-1]}", "kapan saja")]


_STEPS: dict[str, list[tuple[str, str]]] = {
    Kind.INFO: [("Petugas menjawab pertanyaan {name}", "soon")],
    Kind.CORRECTION: [
        ("Operator Dinas Sosial memeriksa data {name}", "soon"),
        ("Perbaikan disahkan Wali Kota dan dikirim ke pusat", "month"),
    ],
    Kind.PROPOSAL: [
        ("Petugas memeriksa berkas {name}", "soon"),
        ("Nama dibahas di rapat kelurahan, lalu petugas datang ke rumah", "menurut jadwal"),
        ("Usulan dikirim ke Kementerian Sosial; Kementerian yang memutuskan", "sesudah rapat"),
    ],
    Kind.REACTIVATION: [
        ("Operator memeriksa kartu dan surat sakit {name}", "soon"),
        ("Rekomendasi dikirim ke pusat; BPJS menghidupkan kartu", "sesudah dijawab"),
    ],
    Kind.CERTIFICATE: [
        ("Surat dibuat dan ditandatangani", "soon"),
        ("Ambil surat di loket, bawa KTP", "sesudah jadi"),
    ],
    Kind.DEATH_OR_MOVE: [
        ("Petugas memeriksa berkas keluarga", "soon"),
        ("Perubahan disahkan dan dikirim ke pusat", "month"),
    ],
    Kind.COMPLAINT: [
        ("Petugas memeriksa laporan {name}; nama pelapor dirahasiakan", "soon"),
        ("Jawaban tertulis untuk {name}", "sesudah diperiksa"),
    ],
    Kind.NOTICE: [("Petugas mencatat perubahan dan memeriksa berkas {name}", "soon")],
    Kind.URGENT: [
        ("Petugas mengerjakan lebih dahulu daripada yang lain", "soon"),
        ("Hasilnya kami kabarkan ke {name} hari itu juga", "soon"),
    ],
}
