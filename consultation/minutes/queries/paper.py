"""What the paper of a berita acara says, for minutes/minutes.typ: no whole NIK, days in words."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from typing import Any

from django.conf import settings

from consultation.minutes.models import Attendance, Decision, Minutes, Print
from consultation.minutes.queries.names import ItemShown, items_shown, progress_of
from consultation.minutes.queries.quorum import by_paper_seats, quorum_of
from dtks.office.queries import code_labels, letterhead_on, official_on, signatory_on
from dtks.web.masking import mask
from dtks.web.pdf import emblem_svg, qr_svg
from dtks.web.templatetags.formats import DAYS, MONTHS, long_day, moment

_UNITS = ("nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas").split()


def spelled(number: int) -> str:
    """A number in words, as papers write days and years: 26 is dua puluh enam."""
    if number < 12:
        return _UNITS[number]
    if number < 20:
        return f"{_UNITS[number - 10]} belas"
    for size, word, single in ((1000, "ribu", "seribu"), (100, "ratus", "seratus"), (10, "puluh", "")):
        if number >= size:
            head, rest = divmod(number, size)
            words = single if head == 1 and single else f"{spelled(head)} {word}"
            return f"{words} {spelled(rest)}" if rest else words
    return ""


def record_of(minutes: Minutes) -> dict[str, Any]:
    """All that the paper says of the meeting and the people: kept with the version that is printed."""
    shown = items_shown(minutes)
    people = list(minutes.attendance.all())
    quorum = quorum_of(minutes, people)
    place = minutes.kelurahan
    return {
        "number": minutes.number,
        "kelurahan": place.name,
        "kecamatan": place.parent.name if place.parent else "",
        "address": minutes.address,
        "agenda": minutes.get_agenda_display(),
        "opening": opening(minutes),
        "basis": minutes.basis,
        "chair": minutes.chair,
        "chair_seat": code_labels("attendance_seat").get(minutes.chair_seat, "Pimpinan rapat"),
        "recorder": minutes.recorder,
        "day": f"{minutes.held_on.day} {MONTHS[minutes.held_on.month - 1]} {minutes.held_on.year}"
        if minutes.held_on
        else "",
        "seats": by_paper_seats(people),
        "guests": [_guest(person) for person in people if person.present],
        "invited": quorum.invited,
        "present": quorum.present,
        "quorum": quorum.on_paper,
        "tally": _tally(shown),
        "items": [_item(each) for each in shown],
        "dissents": [
            f"Keberatan nama ke-{each.item.position}: {each.item.dissent}" for each in shown if each.item.dissent
        ],
    }


def opening(minutes: Minutes) -> list[dict[str, Any]]:
    """The first sentence in parts, bold or not; the day in words and figures (domain.md 7.4)."""
    day = minutes.held_on
    if day is None:
        return [{"text": "Hari dan tempat rapat belum diisi.", "bold": False}]
    hours = (
        f"{minutes.starts_at:%H.%M} sampai {minutes.ends_at:%H.%M} WITA"
        if minutes.starts_at and minutes.ends_at
        else "… WITA"
    )
    seat = code_labels("attendance_seat").get(minutes.chair_seat, "pimpinan rapat")
    about = (
        f"bertempat di {minutes.place}, telah dilaksanakan musyawarah kelurahan dengan acara "
        f"{minutes.get_agenda_display().lower()}, dipimpin oleh {minutes.chair} ({seat}) dan dicatat oleh "
        f"{minutes.recorder} selaku notulis."
    )
    parts = [
        ("Pada hari ini, ", False), (DAYS[day.weekday()], True), (" tanggal ", False), (spelled(day.day), True),
        (" bulan ", False), (MONTHS[day.month - 1], True), (" tahun ", False), (spelled(day.year), True),
        (f" ({day:%d-%m-%Y}), pukul {hours}, {about}", False),
    ]  # fmt: skip
    return [{"text": text, "bold": bold} for text, bold in parts]


def _guest(person: Attendance) -> dict[str, str]:
    return {
        "name": person.name,
        "seat": code_labels("attendance_seat").get(person.seat, person.seat),
        "near": person.neighbourhood,
    }


def _tally(shown: list[ItemShown]) -> list[dict[str, Any]]:
    progress = progress_of(shown)
    words = [word.lower() if place else word for place, (word, _) in enumerate(progress.by_decision)]
    return [{"word": word, "number": number} for word, (_, number) in zip(words, progress.by_decision, strict=True)]


def _item(each: ItemShown) -> dict[str, Any]:
    item = each.item
    return {
        "no": item.position,
        "name": item.person_name,
        "nik": grouped(mask(item.nik)) if item.nik else "belum ada",
        "rt": item.rt or "–",
        "aid": each.aid or "–",
        "decision": item.get_decision_display() if item.decision else "belum",
        "reason": each.why or "–",
        "papers": each.paper_words or "–",
        "agreement": code_labels("minutes_decision").get(item.agreement, ""),
        "out": item.decision in (Decision.NOT_WORTHY, Decision.NOT_FOUND),
    }


def contents_of(minutes: Minutes) -> dict[str, Any]:
    """What the officer typed, apart from what the register says of the people and from papers that may still follow."""
    meeting = (
        "number", "agenda", "held_on", "starts_at", "ends_at", "place", "basis", "chair", "chair_seat", "recorder",
    )  # fmt: skip
    items = minutes.items.values_list(
        "position", "citizen_id", "given", "decision", "outcome", "reason", "dissent", "values", "moved_to_id"
    )
    return {
        "meeting": [str(getattr(minutes, name)) for name in meeting] + ([minutes.address] if minutes.address else []),
        "people": [(each.seat, each.name, each.neighbourhood, each.present) for each in minutes.attendance.all()],
        "items": [list(row) for row in items],
    }


def grouped(number: str) -> str:
    """A number of sixteen places as it is read: 6-6-4."""
    return f"{number[:6]} {number[6:12]} {number[12:]}" if len(number) == 16 else number


def fingerprint(minutes: Minutes) -> str:
    """sha256 over what would be signed, in its one written form."""
    contents = json.dumps(contents_of(minutes), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(contents.encode()).hexdigest()


def paper_data(record: dict[str, Any], *, version: Print | None, on: date) -> dict[str, Any]:
    """The record with letterhead, code, QR and fingerprint; without a version it is a preview."""
    head = letterhead_on(on)
    sha = version.sha256 if version else ""
    code = f"{version.code} versi {version.number} sidik {sha[:12]}" if version else ""
    return {
        **record,
        "government": head.government,
        "emblem": emblem_svg(bytes(head.emblem)),
        "official": _lurah(record["kelurahan"], on, f"{record['chair_seat']} {record['chair']}".strip()),
        "code": version.code if version else "",
        "version": version.number if version else 0,
        "sha": f"{sha[:4]} {sha[4:8]} {sha[8:12]}".strip() or "belum ada",
        "qr": qr_svg(code) if code else "",
        "printed": f"dicetak {moment(version.printed_at)}" if version else "belum dicetak",
        "practice": bool(getattr(settings, "PRACTICE", False)),
    }


def _lurah(kelurahan: str, day: date, chair: str) -> str:
    """In whose name a paper of the kelurahan goes out; where the office has no lurah on record, the meeting's chair."""
    seat = f"Lurah {kelurahan}"
    return chair if chair and signatory_on(seat, day) is None else official_on(seat, day)


# What hangs on the board; who died, or whose data is mended, is nobody's affair.
ANNOUNCED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Diusulkan masuk daftar", (Decision.PROPOSAL,)),
    ("Tetap di daftar", (Decision.WORTHY,)),
    ("Diusulkan keluar dari daftar", (Decision.NOT_WORTHY, Decision.MOVED, Decision.NOT_FOUND)),
)


def posting_data(minutes: Minutes, on: date) -> dict[str, Any]:
    """Names and RT for the board of the kelurahan, with the days to object (domain.md 7.4)."""
    items = list(minutes.items.select_related("citizen"))
    groups = []
    for words, decisions in ANNOUNCED:
        people = sorted((item.rt or "–", item.person_name) for item in items if item.decision in decisions)
        if people:
            groups.append({"words": words, "people": [{"name": name, "rt": rt} for rt, name in people]})
    start = minutes.posted_from or on
    until = minutes.posted_until or start + timedelta(days=settings.POSTING_DAYS)
    head = letterhead_on(on)
    return {
        "government": head.government,
        "emblem": emblem_svg(bytes(head.emblem)),
        "official": _lurah(minutes.kelurahan.name, minutes.posted_from or on, ""),
        "kelurahan": minutes.kelurahan.name,
        "kecamatan": minutes.kelurahan.parent.name if minutes.kelurahan.parent else "",
        "address": minutes.address,
        "number": minutes.number,
        "day": long_day(minutes.held_on),
        "sentence": f"Nama di bawah ini dibahas dalam musyawarah kelurahan. Pengumuman ini ditempel "
        f"{long_day(start)} sampai {long_day(until)}.",
        "until": long_day(until),
        "groups": groups,
        "practice": bool(getattr(settings, "PRACTICE", False)),
    }
