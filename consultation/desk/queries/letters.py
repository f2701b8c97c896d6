"""What stands on papers that the office issues, on which evidence, and what the public check says of one."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from consultation.desk.models import CODE_SIGNS, Letter
from consultation.desk.queries.receipts import short_name
from dtks.office.models import Signatory
from dtks.office.queries import letterhead_data, letterhead_on, mandate_words, signature_data
from dtks.registry.models import Citizen, HouseholdMembership, LifeState, RegisterState, Scheme, SchemeStanding
from dtks.registry.queries import family_of, members_of
from dtks.web.masking import mask
from dtks.web.pdf import qr_svg
from dtks.web.refusals import Refusal
from dtks.web.templatetags.formats import MONTHS, moment
from verification.matching.results import ResultClass
from verification.sources.queries import latest_comparison

SCHEME_WORDS = {
    Scheme.DTKS: "Data Terpadu Kesejahteraan Sosial (DTKS)",
    Scheme.DTSEN: "Data Tunggal Sosial dan Ekonomi Nasional (DTSEN)",
}
FOR_CENTRE = "Kepala Pusat Data dan Informasi Kesejahteraan Sosial, Kementerian Sosial"
NOTHING_ISSUED = "Surat tidak dibuat."


class NoEvidence(Refusal):
    """A paper that no list proves, or about somebody for whom it cannot be."""


def written_day(day: date) -> str:
    """18 November 2026, as on paper."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def months_after(day: date, months: int) -> date:
    """The same day some months later; the last one where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def seats_today() -> list[tuple[str, str]]:
    """Seats for which somebody signs today, with who it is; an acting official goes before the one he stands in for."""
    found: dict[str, str] = {}
    for each in Signatory.objects.in_force(timezone.localdate()).order_by("seat", "-acting", "-starts_on"):
        found.setdefault(each.seat, f"{each.seat_words}: {each.name}")
    return sorted(found.items(), key=lambda pair: (not pair[0].startswith("Kepala Dinas"), pair[0]))


def standing_proved(citizen: Citizen) -> SchemeStanding:
    """The newest list on which a citizen stands: the evidence of a certificate.

    Raises:
        NoEvidence: dead, removed, or not on the newest list of any scheme.
    """
    if citizen.life_state == LifeState.DECEASED:
        raise NoEvidence(f"Warga ini tercatat meninggal. {NOTHING_ISSUED}")
    if citizen.register_state == RegisterState.REMOVED:
        raise NoEvidence(f"Warga ini sudah dikeluarkan dari daftar. {NOTHING_ISSUED}")
    newest = {row.scheme: row for row in citizen.standings.order_by("period")}
    listed = [row for row in newest.values() if row.listed]
    if not listed:
        raise NoEvidence(f"Warga ini tidak ada di daftar pusat terakhir. {NOTHING_ISSUED} Usulkan dahulu bila layak.")
    return max(listed, key=lambda row: (row.period, row.scheme == Scheme.DTSEN))


# What stands on the paper


def content_of(*, kind: str, citizen: Citizen, purpose: str, addressee: str, basis: str, until: date) -> dict[str, Any]:
    """Everything about the person that a paper says, as it is frozen; no number without its mask."""
    makers = {
        Letter.Kind.CERTIFICATE: _certificate, Letter.Kind.REACTIVATION: _reactivation, Letter.Kind.REFERRAL: _referral
    }  # fmt: skip
    made = makers[Letter.Kind(kind)](citizen, purpose, basis)
    return {
        "addressee": addressee or (FOR_CENTRE if kind == Letter.Kind.REACTIVATION else ""),
        "until": written_day(until),
        "name": citizen.name.title(),
        **made,
    }


def _certificate(citizen: Citizen, purpose: str, basis: str) -> dict[str, Any]:
    standing = standing_proved(citizen)
    family = family_of(citizen)
    members = [row for row in members_of(family) if row.citizen.life_state == LifeState.ALIVE] if family else []
    head = next((row.citizen for row in members if row.relation == "1"), citizen)
    scheme = Scheme(standing.scheme)
    period = f"{MONTHS[standing.period.month - 1]} {standing.period.year}"
    facts = [
        ["Kepala keluarga", head.name.title()],
        ["Nomor KK", grouped(mask(family.number)) if family else "belum ada"],
        ["Peringkat", f"desil {standing.desil} (dari 10 desil; 1 terendah)" if standing.desil else "belum ada"],
        ["Alamat", address_words(citizen)],
    ]
    return {
        "title": f"Surat Keterangan Terdaftar dalam {scheme.label}",
        "statement": [
            ["menerangkan bahwa keluarga berikut ", False],
            [f"terdaftar dalam {SCHEME_WORDS[scheme]}", True],
            [f", menurut {standing.reference.lower()} bulan {period}:", False],
        ],
        "facts": facts,
        "members": [_member(n, row, citizen) for n, row in enumerate(members, start=1)],
        "note": _open_note(members),
        "closing": [
            ["Surat ini diberikan untuk keperluan ", False], [purpose, True],
            [". Surat ini bukan keputusan pemberian bantuan.", False],
        ],
        "list": {"reference": standing.reference, "scheme": scheme.label, "period": str(standing.period),
                 "desil": standing.desil},
    }  # fmt: skip


def _member(number: int, row: HouseholdMembership, about: Citizen) -> dict[str, Any]:
    citizen = row.citizen
    return {
        "no": number,
        "name": citizen.name.title(),
        "nik": grouped(mask(citizen.nik)) if citizen.nik else "belum ada",
        "relation": row.get_relation_display().capitalize(),
        "born": str(citizen.birth_date.year) if citizen.birth_date else "–",
        "bold": citizen.pk == about.pk,
    }


def _open_note(members: list[HouseholdMembership]) -> str:
    differ = [
        str(number)
        for number, row in enumerate(members, start=1)
        if (found := latest_comparison(row.citizen)) and found.result_class != ResultClass.MATCH
    ]
    if not differ:
        return ""
    rows = ", ".join(differ)
    return f"Data nomor {rows} sedang dipadankan dengan Disdukcapil; keterangan ini tidak berubah karenanya."


def _person(citizen: Citizen) -> list[list[str]]:
    day = written_day(citizen.birth_date) if citizen.birth_date else ""
    born = ", ".join(filter(None, [citizen.birth_place.title(), day]))
    return [
        ["Nama", citizen.name.title()],
        ["NIK", grouped(mask(citizen.nik)) if citizen.nik else "belum ada"],
        ["Tempat, tanggal lahir", born or "–"],
        ["Alamat", address_words(citizen)],
    ]


def _reactivation(citizen: Citizen, purpose: str, basis: str) -> dict[str, Any]:
    return {
        "title": "Rekomendasi Pengaktifan Kembali PBI-JK",
        "statement": [
            ["memberikan ", False], ["rekomendasi pengaktifan kembali", True],
            [" kepesertaan Penerima Bantuan Iuran Jaminan Kesehatan (PBI-JK) atas nama:", False],
        ],
        "facts": _person(citizen),
        "members": [],
        "note": f"Dasar: {basis}." if basis else "",
        "closing": [
            ["Rekomendasi ini diberikan untuk keperluan ", False], [purpose, True],
            [". Kementerian Sosial yang memutuskan; BPJS Kesehatan yang menghidupkan kartu.", False],
        ],
    }  # fmt: skip


def _referral(citizen: Citizen, purpose: str, basis: str) -> dict[str, Any]:
    return {
        "title": "Surat Rujukan",
        "statement": [["merujuk warga berikut untuk dilayani di instansi Bapak/Ibu:", False]],
        "facts": _person(citizen),
        "members": [],
        "note": f"Yang dibawa: {basis}." if basis else "",
        "closing": [["Keperluan: ", False], [purpose, True], [". Atas bantuannya kami ucapkan terima kasih.", False]],
    }


def address_words(citizen: Citizen) -> str:
    """Street, RT and RW, kelurahan and kecamatan."""
    place = citizen.kelurahan
    near = " / ".join(f"{word} {value}" for word, value in (("RT", citizen.rt), ("RW", citizen.rw)) if value)
    parts = [citizen.address.title(), near, f"Kel. {place.name}" if place else ""]
    parts.append(f"Kec. {place.parent.name}" if place and place.parent else "")
    return ", ".join(part for part in parts if part) or "–"


def grouped(number: str) -> str:
    """A masked number in groups: 747105 520384 ••••."""
    return " ".join(part for part in (number[:6], number[6:12], number[12:]) if part)


def letter_data(letter: Letter) -> dict[str, Any]:
    """Everything that desk/letter.typ sets; the same for the same letter at every print."""
    signatory = letter.signatory
    return {
        **letter.content,
        "head": letterhead_data(letterhead_on(letter.issued_on)),
        "practice": bool(getattr(settings, "PRACTICE", False)),
        "title": letter.title,
        "number": letter.number,
        "day": written_day(letter.issued_on),
        "signature": signature_data(signatory),
        "signer": [
            ["Nama", signatory.name],
            *([["NIP", signatory.nip]] if signatory.nip else []),
            ["Jabatan", f"{signatory.seat_words} Kota Kendari"],
            *([["Dasar", mandate_words(signatory)]] if signatory.acting else []),
        ],
        "code": letter.shown_code,
        "qr": qr_svg(f"{check_address()}?kode={letter.shown_code}"),
        "check_address": check_address().split("://", 1)[-1],
        "digest": " ".join(letter.digest[n : n + 4] for n in (0, 4, 8)),
        "printed": moment(letter.issued_at),
        "withdrawn": written_day(letter.withdrawn_on) if letter.withdrawn_on else "",
    }  # fmt: skip


# The public check


def check_address() -> str:
    """Where anybody checks a paper."""
    return f"{settings.PUBLIC_ADDRESS}/surat"


def plain_letter_code(text: str) -> tuple[str, str]:
    """Prefix (may be empty) and code of what somebody typed; an empty code if it can be none."""
    signs = "".join(text.upper().replace("-", " ").replace(".", " ").split())
    prefix, code = (signs[:2], signs[2:]) if len(signs) == 10 else ("", signs)
    fits = len(code) == 8 and all(sign in CODE_SIGNS for sign in code)
    return (prefix, code) if fits else ("", "")


def letter_of_code(text: str) -> Letter | None:
    """The letter of a code; none if the kind before it is another one."""
    prefix, code = plain_letter_code(text)
    found = Letter.objects.select_related("kelurahan", "signatory", "replaced_by").filter(code=code).first()
    return found if found and prefix in ("", Letter.PREFIXES[Letter.Kind(found.kind)]) else None


@dataclass(frozen=True)
class Checked:
    """What the public check says: valid, expired, withdrawn, copied (asked for too often), or unknown."""

    state: str
    letter: Letter | None
    rows: list[tuple[str, str]]


def check_of(letter: Letter | None) -> Checked:
    """What everybody may read of a paper: no desil, no NIK, a short name."""
    if letter is None:
        return Checked("unknown", None, [])
    state = letter.state_on(timezone.localdate())
    if state == "valid" and letter.checks >= settings.LETTER_CHECKS_USUAL:
        state = "copied"
    signatory = letter.signatory
    place = f", Kel. {letter.kelurahan.name}" if letter.kelurahan else ""
    rows = [
        ("Jenis", letter.title),
        ("Nomor", letter.number),
        ("Tanggal", written_day(letter.issued_on)),
        ("Atas nama", f"{short_name(letter.content.get('name', ''))}{place}"),
        ("Keperluan", letter.purpose),
    ]
    if letter.withdrawn_on:
        rows += [("Dicabut", written_day(letter.withdrawn_on)), ("Sebab", letter.withdraw_reason)]
        rows += [("Pengganti", letter.replaced_by.number)] if letter.replaced_by else []
    else:
        rows.append(("Tanda tangan", f"{signatory.seat_words}, {signatory.name}"))
    return Checked(state, letter, rows)


# The register


def standing_rule(name: str) -> Q:
    """Letters that are valid, expired or withdrawn today; none for another word."""
    in_time = Q(valid_until=None) | Q(valid_until__gte=timezone.localdate())
    rules = {
        "valid": Q(withdrawn_at=None) & in_time,
        "expired": Q(withdrawn_at=None) & ~in_time,
        "withdrawn": Q(withdrawn_at__isnull=False),
    }
    return rules.get(name, Q(pk=None))


def standing_counts(rows: QuerySet[Letter]) -> dict[str, int]:
    """How many letters are valid, expired, withdrawn."""
    names = ("valid", "expired", "withdrawn")
    found = rows.order_by().aggregate(**{f"n_{name}": Count("pk", filter=standing_rule(name)) for name in names})
    return {name: int(found[f"n_{name}"]) for name in names}
