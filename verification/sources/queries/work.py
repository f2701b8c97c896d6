"""Whose work a class of results is, what comes next, and when the source is asked again (result_classes.csv)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from dtks.accounts.models import Role
from dtks.assignments.models import Kind, Owner
from dtks.office.models import Code
from verification.sources.models import ResultClass

# Days after which a class is asked again, the last one repeated; none: a person decides first.
RETRY_DAYS: dict[str, tuple[int, ...]] = {
    "MATCH": (180,), "VARIANT": (30,), "FIELD_DIFFERS": (7, 30), "NOT_ONLINE": (1, 3, 7, 14, 30),
    "BLOCKED": (7, 14, 30), "INACTIVE": (7, 14, 30), "MOVED": (30,), "NIK_DUPLICATE": (14, 30),
    "NOT_FOUND": (3, 7, 14, 30), "NO_NIK": (30,), "SERVICE_ERROR": (0, 1, 3),
}  # fmt: skip


PREFIX = "padan:"


def key_of(result_class: str, citizen_id: int) -> str:
    """The key of the one live assignment that a class gives about a citizen."""
    return f"{PREFIX}{result_class}:{citizen_id}"


def class_of_key(key: str) -> str:
    """The class that an assignment's key names."""
    return key.split(":")[1]


@dataclass(frozen=True)
class ClassWork:
    """Work that a class gives: to which role, whose turn it is, what and how; days are working days until it is due."""

    kind: str
    role: str
    owner: str
    title: str
    step: str
    days: int = 10


def _office(title: str, step: str) -> ClassWork:
    return ClassWork(Kind.REVIEW, Role.OPERATOR, Owner.OFFICE, title, step)


def _registry(title: str, step: str) -> ClassWork:
    return ClassWork(Kind.CIVIL_REGISTRY, Role.OPERATOR, Owner.CIVIL_REGISTRY, title, step)


def _citizen(title: str, step: str) -> ClassWork:
    return ClassWork(Kind.TELL_CITIZEN, Role.KELURAHAN, Owner.CITIZEN, title, step)


def _kelurahan(title: str, step: str) -> ClassWork:
    return ClassWork(Kind.CONFIRM, Role.KELURAHAN, Owner.KELURAHAN, title, step)


# MATCH asks nothing of anybody, and a disturbed service (SERVICE_ERROR) is nobody's work: it is tried again.
CLASS_WORK: dict[str, ClassWork] = {
    ResultClass.VARIANT: _office("Periksa ejaan yang berbeda", "Lihat kedua ejaan; usulkan ejaan Disdukcapil."),
    ResultClass.FIELD_DIFFERS: _citizen(
        "Minta KTP dan KK: ada data berbeda",
        "Minta warga menunjukkan KTP dan KK. Tentukan sisi yang salah dari kertas, bukan dari jawaban, lalu usulkan.",
    ),
    ResultClass.NIK_DIFFERS: _office(
        "Periksa NIK yang berbeda", "Orangnya ada dengan NIK lain. Lihat keduanya, usulkan NIK itu."
    ),
    ResultClass.NIK_INVALID: _office(
        "Perbaiki NIK yang salah tulis", "NIK salah tulis. Usulkan NIK Disdukcapil, cocokkan dengan KTP."
    ),
    ResultClass.NIK_OTHER_PERSON: _office(
        "Cari NIK yang benar", "NIK milik orang lain. Usulkan NIK yang benar; jangan sebut siapa pemiliknya."
    ),
    ResultClass.NIK_DUPLICATE: _registry("Periksa NIK ganda", "Periksa semua pemakainya bersama. Bantuan tetap jalan."),
    ResultClass.NOT_FOUND: _office(
        "Cari orang yang tidak ditemukan", "Cari dengan nama, tanggal lahir, nama ibu; minta KTP dan KK."
    ),
    ResultClass.NO_NIK: _citizen(
        "Ajak warga mengurus NIK", "Belum punya NIK. Antar ke Disdukcapil; usulkan NIK bila orangnya ditemukan."
    ),
    ResultClass.NOT_ONLINE: _registry(
        "Minta data dionlinekan", "Masukkan ke surat kerja Disdukcapil agar datanya dionlinekan. Warga tidak salah."
    ),
    ResultClass.BLOCKED: _citizen("Ajak warga rekam KTP-el", "Belum rekam KTP-el. Beri tahu tempat dan jam perekaman."),
    ResultClass.INACTIVE: _registry(
        "Tanyakan sebab NIK nonaktif", "Tanyakan sebabnya. Nonaktif tidak sama dengan meninggal."
    ),
    ResultClass.DECEASED: _kelurahan(
        "Pastikan: tercatat meninggal",
        "Tanyakan kepada keluarga. Bila benar, minta akta kematian; bila masih hidup, antar ke Disdukcapil.",
    ),
    ResultClass.MOVED: _kelurahan(
        "Pastikan: tercatat pindah", "Pastikan di alamatnya; pindah keluar, atau alamat yang perlu diperbaiki."
    ),
}  # fmt: skip


@lru_cache(maxsize=32)
def _next_step(result_class: str) -> str:
    found = Code.objects.filter(table="result_classes", code=result_class).first()
    return str(found.data.get("next_step", "")) if found else ""


def citizen_words(result_class: str, fields: Iterable[str] = ()) -> str:
    """What the citizen is told of a class, with the names of the fields that differ."""
    text = _next_step(result_class)
    if not text:
        _next_step.cache_clear()  # asked before the tables were loaded
    return text.replace("{elemen}", ", ".join(fields) or "Ada data yang")
