"""Icons and chips: icon, word and colour, always all three."""

from __future__ import annotations

from functools import cache, lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# The fifteen result classes: word, family of colours, icon. Words as in office/data/result_classes.csv, in short.
RESULTS: dict[str, tuple[str, str, str]] = {
    "MATCH": ("Padan", "padan", "check"),
    "VARIANT": ("Varian", "varian", "approx"),
    "FIELD_DIFFERS": ("Berbeda", "berbeda", "differs"),
    "NIK_INVALID": ("NIK salah tulis", "berbeda", "differs"),
    "NIK_DIFFERS": ("NIK berbeda", "berbeda", "differs"),
    "NOT_FOUND": ("Tidak ditemukan", "kosong", "lens-x"),
    "NOT_ONLINE": ("Belum online", "kosong", "clock"),
    "BLOCKED": ("Belum rekam / diblokir", "kosong", "lock"),
    "NO_NIK": ("Belum punya NIK", "kosong", "lens-x"),
    "NIK_DUPLICATE": ("Ganda", "ganda", "sheets"),
    "NIK_OTHER_PERSON": ("NIK milik orang lain", "ganda", "sheets"),
    "DECEASED": ("Meninggal", "meninggal", "person-minus"),
    "INACTIVE": ("Nonaktif", "meninggal", "person-minus"),
    "MOVED": ("Pindah", "pindah", "house-arrow"),
    "SERVICE_ERROR": ("Gangguan layanan", "gangguan", "cloud-off"),
}
FAMILY_ICONS = {
    "padan": "check", "varian": "approx", "berbeda": "differs", "kosong": "lens-x", "ganda": "sheets",
    "meninggal": "person-minus", "pindah": "house-arrow", "gangguan": "cloud-off", "teluk": "half", "polos": "info",
}  # fmt: skip


@cache
def _sprite() -> str:
    return static("ikon.svg")


@register.simple_tag
@lru_cache(maxsize=1024, typed=True)  # a safe text and the same text unescaped are two
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """An icon of the sprite. Hidden beside a word; with `label` it speaks for itself (phone headers only)."""
    classes = f"ikon {size}".strip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"></use></svg>', classes, label, _sprite(), name
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', classes, _sprite(), name)


@register.simple_tag
def chip(result: str, word: str = "") -> SafeString:
    """The chip of a result class (MATCH …); `word` replaces its own word. An unknown class is a plain chip."""
    own, family, picture = RESULTS.get(result, (result or "belum dibandingkan", "kosong", "clock"))
    return state_chip(family, word or own, picture)


@register.simple_tag
@lru_cache(maxsize=1024, typed=True)
def state_chip(family: str, word: str, picture: str = "") -> SafeString:
    """A chip of any family: padan, varian, berbeda, kosong, ganda, meninggal, pindah, gangguan, teluk, polos."""
    if not word:
        return mark_safe("")
    return format_html('<span class="chip {}">{}{}</span>', family, icon(picture or FAMILY_ICONS[family]), word)


@register.filter
def result_word(result: str) -> str:
    """The word of a result class."""
    return RESULTS[result][0] if result in RESULTS else result
