"""Whose work a class of results is, and what comes next, in the office’s words."""

from __future__ import annotations

from dataclasses import dataclass

from verification.sources.models import ResultClass


@dataclass(frozen=True)
class Work:
    """Owner and next step of a class; the fill of its bar."""

    owner: str
    step: str
    fill: str


WORK: dict[str, Work] = {
    ResultClass.MATCH: Work("tidak ada", "Tidak perlu apa-apa. Dibandingkan lagi sesudah 180 hari.", "f-ok"),
    ResultClass.VARIANT: Work("operator", "Lihat kedua ejaan; usulkan ejaan Disdukcapil.", "f-va"),
    ResultClass.FIELD_DIFFERS: Work("warga", "Tentukan sisi yang salah dari KTP dan KK, lalu usulkan.", "f-be"),
    ResultClass.NIK_DIFFERS: Work("operator", "Orangnya ada dengan NIK lain. Lihat keduanya, usulkan NIK itu.", "f-be"),
    ResultClass.NIK_INVALID: Work("operator", "NIK salah tulis. Usulkan NIK Disdukcapil, cocokkan dengan KTP.", "f-be"),
    ResultClass.NIK_OTHER_PERSON: Work(
        "operator", "NIK milik orang lain. Usulkan NIK yang benar; jangan sebut siapa pemiliknya.", "f-ganda"
    ),
    ResultClass.NIK_DUPLICATE: Work("Disdukcapil", "Periksa semua pemakainya bersama. Bantuan tetap jalan.", "f-ganda"),
    ResultClass.NOT_FOUND: Work("operator", "Cari dengan nama, tanggal lahir, nama ibu; minta KTP dan KK.", "f-td"),
    ResultClass.NO_NIK: Work("warga", "Belum punya NIK. Usulkan NIK bila orangnya ditemukan.", "f-td"),
    ResultClass.NOT_ONLINE: Work("Disdukcapil", "Minta data dionlinekan; dicoba lagi 1, 3, 7, 14, 30 hari.", "f-td"),
    ResultClass.BLOCKED: Work("warga", "Belum rekam KTP-el. Beri tahu tempat dan jam perekaman.", "f-td"),
    ResultClass.INACTIVE: Work("Disdukcapil", "Tanyakan sebabnya. Nonaktif tidak sama dengan meninggal.", "f-me"),
    ResultClass.DECEASED: Work("kelurahan", "Kelurahan memastikan, lalu akta kematian.", "f-me"),
    ResultClass.MOVED: Work("kelurahan", "Kelurahan memastikan; pindah keluar atau perbaikan alamat.", "f-pindah"),
    ResultClass.SERVICE_ERROR: Work("tidak ada", "Dicoba lagi sendiri. Bukan kesalahan warga.", "f-redup"),
}  # fmt: skip
