"""The menu: which entries a role has, in which order, what stands in the second level, where a person goes home."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string

_NUMBERS = re.compile(r"(?<![a-z]-)(?<!\d)\d+")  # of records; that of /usia-17/ is a part of the name
MOST_ENTRIES = 7  # where a role has more, the last place leads to the second level
# The order of a role's entries, the first is its home. A label that no room offers is left out; one that is not named
# here comes last.
ORDER: dict[str, list[str]] = {
    "front_desk": ["Antrean loket", "Terima warga", "Tiket", "Warga", "Usulan", "Arsip", "Pengetahuan", "Tugas"],
    "operator": ["Antrean", "Paket serupa", "Warga", "Berkas masuk", "Rekonsiliasi", "Kiriman SIKS"],
    "kasi": ["Antrean kedua", "Ringkasan", "Warga", "Berkas masuk", "Berita acara", "Kiriman SIKS"],
    "kelurahan": ["Berita acara", "Daftar kelurahan", "Tugas", "Warga", "Kabar usulan"],
    "facilitator": ["Kunjungan", "Peta hari ini", "Terkirim", "Tugas", "Warga"],
    "supervisor": ["Kunjungan", "Peta hari ini", "Terkirim", "Penugasan", "Warga"],
    "kabid": ["Ringkasan", "Tunggakan", "Antrean kedua", "Berita acara", "Paket wali kota", "Kiriman SIKS", "Laporan",
              "Pengaturan"],
    "mayor_office": ["Paket", "Sudah disahkan", "Tembusan"],
    "auditor": ["Jejak", "Pembukaan data", "Laporan"],
    "administrator": ["Pengguna", "Wilayah", "Pekerjaan", "Kesehatan", "Pengaturan"],
}  # fmt: skip
# Under which head an entry of the second level stands, in this order; an entry may name its head itself.
GROUPS: dict[str, list[str]] = {
    "Konsultasi": ["Antrean loket", "Terima warga", "Tiket", "Usulan", "Kabar usulan", "Berita acara", "Kunjungan",
                   "Surat", "Panggilan RT", "Lembar harian", "Aturan syarat", "Jawaban siap", "Pengetahuan"],
    "Pekerjaan": ["Antrean", "Antrean kedua", "Paket serupa", "Tugas", "Penugasan", "Pekerjaan", "Pesan keluar",
                  "Kirim lewat HP"],
    "Data": ["Warga", "Daftar kelurahan", "Arsip", "Berkas masuk", "Rekonsiliasi", "Layanan Disdukcapil",
             "Surat kerja Disdukcapil", "Perjanjian Disdukcapil", "Sekolah"],
    "Kiriman": ["Kiriman SIKS", "Daftar pusat", "Buku usulan", "Jawaban pusat", "Paket wali kota", "Paket",
                "Sudah disahkan", "Tembusan", "Tunggakan"],
    "Kantor": ["Ringkasan", "Laporan", "Mutu layanan", "Pengaturan", "Pengguna", "Wilayah", "Kesehatan"],
}  # fmt: skip
OTHER = "Lain-lain"
FIELD = ("kelurahan", "facilitator", "supervisor")  # their first entry is where they begin


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the menu, offered by a room: `menu = [MenuEntry(...)]` in its AppConfig.

    `role` is one role or several; `count` a dotted path to `function(user) -> int`, the person's own work, shown in the
    top bar only; `group` the head under which it stands in the second level, where GROUPS does not say it; `pages` the
    beginnings of other addresses that belong to it.
    """

    role: str | tuple[str, ...]
    label: str
    url_name: str
    count: str = ""
    group: str = ""
    pages: tuple[str, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        return (self.role,) if isinstance(self.role, str) else self.role


@dataclass(frozen=True)
class Shown:
    """An entry as it stands on the page; `group` is empty in the top bar itself."""

    label: str
    url: str
    count: int | None
    current: bool
    group: str = ""


@cache
def entries_of(role: str) -> tuple[tuple[MenuEntry, str], ...]:
    """Entries and addresses of a role, in the order of the office; found once, addresses never change."""
    order = ORDER.get(role, [])
    found: list[tuple[int, MenuEntry, str]] = []
    for entry in _offered():
        if role not in entry.roles:
            continue
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        found.append((order.index(entry.label) if entry.label in order else len(order), entry, url))
    return tuple((entry, url) for _, entry, url in sorted(found, key=lambda item: item[0]))


def group_of(entry: MenuEntry) -> str:
    """The head of an entry in the second level."""
    return entry.group or next((head for head, labels in GROUPS.items() if entry.label in labels), OTHER)


def _offered() -> Iterator[MenuEntry]:
    for config in apps.get_app_configs():
        yield from getattr(config, "menu", [])


def offered_part(name: str, user: Any, *about: Any) -> Any:
    """What a room shows on a page of another one: `parts = {"triage": "dotted.path"}` in its AppConfig; else None."""
    for config in apps.get_app_configs():
        if path := getattr(config, "parts", {}).get(name):
            return import_string(path)(user, *about)
    return None


def menu_for(request: HttpRequest) -> list[Shown]:
    """The menu of whoever is signed in: the top bar, then what stands behind "Lainnya", by its head.

    The entry with the longest address above the page's is the current one; at home it is the first.
    """
    user: Any = request.user
    entries = entries_of(user.role)
    current = _current(request, entries)
    first = len(entries) if len(entries) <= MOST_ENTRIES else MOST_ENTRIES - 1
    bar = [
        Shown(entry.label, url, import_string(entry.count)(user) if entry.count else None, url == current)
        for entry, url in entries[:first]
    ]
    heads = [*GROUPS, OTHER]
    more = [Shown(entry.label, url, None, url == current, group_of(entry)) for entry, url in entries[first:]]
    return [*bar, *sorted(more, key=lambda shown: heads.index(shown.group) if shown.group in heads else len(heads))]


def _current(request: HttpRequest, entries: Sequence[tuple[MenuEntry, str]]) -> str:
    """The address of the entry to which the page belongs; '' where it belongs to none."""
    starts = [(start, url) for entry, url in entries for start in (url, *entry.pages)]
    hits = [(start, url) for start, url in starts if request.path.startswith(start)]
    if not hits and entries and request.path == home_url(request):
        return entries[0][1]
    return max(hits, key=lambda hit: len(hit[0]), default=("", ""))[1]


def may_open(user: Any, path: str) -> bool:
    """Whether the page at a path is one of the person's role; whose data it holds is asked there."""
    permission = _permission_of(_NUMBERS.sub("1", path.partition("?")[0]))
    return permission is not None and (not permission or bool(user.may(permission)))


@cache
def _permission_of(path: str) -> str | None:
    """The permission that a page states; None where there is no such page."""
    try:
        view = resolve(path).func
    except Resolver404:
        return None
    permission: str | None = getattr(getattr(view, "view_class", None), "permission", "")
    return permission


def home_url(request: HttpRequest) -> str:
    """Where a person begins: in the field the own work, else the home page, else the own profile."""
    role = getattr(request.user, "role", "")
    entries = entries_of(role)
    if role in FIELD and entries:
        return entries[0][1]
    try:
        return reverse("overview:home")
    except NoReverseMatch:
        return entries[0][1] if entries else reverse("accounts:profile")


def page_before(request: HttpRequest) -> str:
    """The page of ours from which the request came, without fragment; else home."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return home_url(request)
    parts = urlsplit(came_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
