"""Reads of papers: what an act asks for, which papers are there, until when they are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from dtks.office.queries import KABID, letterhead_data, letterhead_on, official_on
from dtks.papers.models import ACT_WORDS, PROGRAMME_WORDS, Document, PaperKind, Requirement
from dtks.registry.models import Citizen, Programme
from dtks.web.pdf import qr_svg

# Made by the office: never on the list of what the citizen has to bring (domain.md section 5).
MADE_BY_OFFICE = frozenset({"BA_MUSKEL", "BNBA", "FOTO_RUMAH", "VISIT"})
# Fields of a citizen that a paper proves, the surest paper first (domain.md section 5).
PROVES: dict[str, tuple[str, ...]] = {
    "KTP": ("nik", "name", "birth_date", "birth_place", "sex"),
    "KK": ("kk_number", "mother_name", "address", "rt", "rw", "kelurahan", "nik", "name", "birth_date", "sex",
           "relation", "marital_status"),
    "AKTA_LAHIR": ("birth_date", "birth_place", "name", "mother_name", "sex"),
    "DOMISILI": ("address", "rt", "rw", "kelurahan"),
    "BIODATA": ("nik", "name", "birth_date", "birth_place", "sex", "mother_name"),
    "KIA": ("nik", "name", "birth_date", "birth_place", "sex"),
    "KONSOLIDASI": ("nik",),
    "SUKET_REKAM": ("nik", "ktp_state"),
    "PN": ("name", "birth_date", "birth_place", "sex"),
    "IJAZAH": ("name", "birth_date", "birth_place"),
    "BUKU_NIKAH": ("marital_status",),
    "AKTA_CERAI": ("marital_status",),
    "AKTA_MATI": ("life_state",),
    "SK_MATI": ("life_state",),
    "SKPWNI": ("address", "rt", "rw", "kelurahan", "life_state"),
    "RT_LETTER": ("address", "rt", "rw"),
}  # fmt: skip
_KEEP_YEARS = {"KTP": 2, "KK": 2, "FOTO_RUMAH": 2}  # UU 43/2009 with the office’s default, domain.md section 11
_KEEP_YEARS_OTHERS = 5


def requirements_for(programme: str, act: str, on: date) -> list[Requirement]:
    """Papers that an act of a programme asks for by the rules of a day, in the order in which they are asked.

    Rules of the programme go before those for any programme (`*`); without either, those of the register (`DATA`).
    A ticket asks with the day on which it was opened, so a changed rule never changes it.
    """
    rules = list(
        Requirement.objects.on(on)
        .filter(programme__in=[programme, "*", "DATA"], act=act)
        .select_related("paper")
        .prefetch_related("alternatives")
    )
    for wanted in (programme, "*", "DATA"):
        if found := [rule for rule in rules if rule.programme == wanted]:
            return _once(found)
    return []


def _once(rules: list[Requirement]) -> list[Requirement]:
    """One rule a paper: the one that starts last, if spans overlap; what must be there goes first."""
    latest: dict[int, Requirement] = {}
    for rule in sorted(rules, key=lambda rule: rule.valid_from):
        latest[rule.paper_id] = rule
    order = list(Requirement.Mandatory.values)
    return sorted(latest.values(), key=lambda rule: (order.index(rule.mandatory) == 1, rule.pk))


def fields_proved_by(kind: str, changed: Iterable[str]) -> list[str]:
    """Which of the changed fields a kind of paper proves; a kind that we know nothing of may prove any."""
    proved = PROVES.get(kind)
    return [field for field in changed if proved is None or field in proved]


def is_expired(kind: PaperKind, issued_on: date | None, on: date) -> bool:
    """Whether a paper is older than its kind allows. Without a date or a limit it is not."""
    return bool(kind.max_age_days and issued_on and (on - issued_on).days > kind.max_age_days)


def keep_until(document: Document) -> date:
    """The day until which the archive keeps a paper: scans of KTP and KK and photos of homes two years, others five."""
    years = _KEEP_YEARS.get(document.kind.code, _KEEP_YEARS_OTHERS)
    seen = timezone.localdate(document.seen_at)
    try:
        return seen.replace(year=seen.year + years)
    except ValueError:  # 29 February
        return seen.replace(year=seen.year + years, day=28)


def programme_choices() -> list[tuple[str, str]]:
    """Programmes of which a rule may speak: any, the register, then each one."""
    rows = Programme.objects.exclude(code="DATA").values_list("code", "short_label")
    return [*PROGRAMME_WORDS.items(), *rows]


def programme_of(code: str) -> Programme | None:
    """A programme that still runs, by its code in any spelling."""
    return Programme.objects.filter(code=code.upper(), active_to=None).first()


@dataclass(frozen=True)
class Matter:
    """An act of a programme with the papers that it asks for today."""

    label: str
    must: list[Requirement]
    helps: list[Requirement]


# What is said on posters, in this order, where the programme has it.
PUBLIC_ACTS = ("NEW_PROPOSAL", "PIP_SUPPORT", "REACTIVATE_PBI", "FIX_NIK", "CERTIFICATE", "DEATH", "KK_CHANGE")


def asked_for(programme: str, day: date) -> list[Matter]:
    """What the matters of a programme ask for by the rules of a day; what the office makes itself is left out."""
    found = []
    for act in PUBLIC_ACTS:
        if act in _ONLY_OF and programme not in _ONLY_OF[act]:
            continue
        rules = [rule for rule in requirements_for(programme, act, day) if rule.paper.code not in MADE_BY_OFFICE]
        if rules:
            must = [rule for rule in rules if rule.mandatory == Requirement.Mandatory.YES]
            found.append(Matter(ACT_WORDS[act], must, [rule for rule in rules if rule not in must]))
    return found


_ONLY_OF = {"PIP_SUPPORT": ("PIP",), "REACTIVATE_PBI": ("PBI_JK",), "DEATH": ("DATA",), "KK_CHANGE": ("DATA",)}


# What is printed for a programme: posters of two sizes, a letter to RT/RW, a notice for the kelurahan's board.
SHEETS = {
    "a3": "papers/poster.typ", "a4": "papers/poster.typ", "rt": "papers/notice.typ", "papan": "papers/notice.typ"
}  # fmt: skip


def poster_data(programme: Programme, day: date, size: str) -> dict[str, Any]:
    """Everything that papers/poster.typ and papers/notice.typ set for a programme by the rules of a day."""
    address = f"{settings.PUBLIC_ADDRESS}/syarat/{programme.code}"
    return {
        "head": letterhead_data(letterhead_on(day)),
        "official": official_on(KABID, day),
        "practice": bool(getattr(settings, "PRACTICE", False)),
        "size": size,
        "title": programme.label,
        "matters": [
            {
                "label": matter.label,
                "must": [_poster_line(rule) for rule in matter.must],
                "helps": [_poster_line(rule) for rule in matter.helps],
            }
            for matter in asked_for(programme.code, day)
        ],
        "steps": STEPS,
        "qr": qr_svg(address),
        "address": address.split("://", 1)[-1],
        "hours": settings.OFFICE_HOURS_WORDS,
        "day": f"{day:%d-%m-%Y}",
        "full_day": date_format(day, "j F Y"),
    }


STEPS = [
    "Bawa berkas ke loket Dinas Sosial, atau titipkan kepada keluarga dan RT.",
    "Petugas memeriksa dan memberi tanda terima dengan kode.",
    "Lihat kabar dengan kode itu, tanpa datang lagi.",
    "Yang menetapkan penerima adalah Kementerian Sosial.",
]


def _poster_line(rule: Requirement) -> str:
    others = [kind.short_label for kind in rule.alternatives.all()]
    return rule.paper.short_label + (f" (atau {', '.join(others)})" if others else "")


def rules_like(rule: Requirement) -> QuerySet[Requirement]:
    """The rules of one paper of one act and programme through time, the newest first."""
    rows = Requirement.objects.filter(programme=rule.programme, act=rule.act, paper=rule.paper_id)
    return rows.select_related("paper", "made_by").prefetch_related("alternatives").order_by("-valid_from", "-pk")


def past_keeping(day: date) -> Q:
    """Papers whose time in the archive is over on a day; nobody destroys them by himself."""
    short = Q(kind__code__in=_KEEP_YEARS)
    two, five = (day.replace(year=day.year - years, day=min(day.day, 28)) for years in (2, _KEEP_YEARS_OTHERS))
    return (short & Q(seen_at__date__lt=two)) | (~short & Q(seen_at__date__lt=five))


def documents_of(citizen: Citizen) -> QuerySet[Document]:
    """Papers of a citizen, the newest first."""
    return citizen.documents.select_related("kind", "scan", "preview", "seen_by")


@dataclass(frozen=True)
class Reading:
    """What a paper reads of a field, beside the register's value."""

    field: str
    label: str
    text: str


def readings_of(document: Document) -> list[Reading]:
    """What the paper reads, field by field, in the order of the register."""
    return [
        Reading(field=field, label=label, text=document.readings[field])
        for field, label in Citizen.FIELDS.items()
        if document.readings.get(field)
    ]
