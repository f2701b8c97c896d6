"""System checks: a production office refuses what belongs to a trial."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register, run_checks  # noqa: A004
from django.core.exceptions import ImproperlyConfigured

KEY_LENGTH = 50
TAG = "padan"


@register(TAG)
def production_is_no_trial(**_: Any) -> list[CheckMessage]:
    """DEBUG, invented accounts, weak or missing secrets, an open door: each an error in production."""
    if not settings.PRODUCTION:
        return []
    key = settings.SECRET_KEY
    wrong = {
        "DEBUG menyala: halaman galat memperlihatkan data. Matikan DEBUG.": settings.DEBUG,
        "PADAN_DEMO menyala: akun contoh dapat dipakai siapa saja. Matikan PADAN_DEMO.": settings.DEMO,
        "Akun contoh masih ada di PADAN_HOME/demo_accounts.json. Pakai PADAN_HOME dan basis data yang baru.": (
            settings.PADAN_HOME / "demo_accounts.json"
        ).exists(),
        f"SECRET_KEY terlalu mudah ditebak. Pakai paling sedikit {KEY_LENGTH} huruf acak.": len(key) < KEY_LENGTH
        or len(set(key)) < 10,
        "ALLOWED_HOSTS belum diisi dengan nama server ini.": {"*", "testserver"} & set(settings.ALLOWED_HOSTS),
    }
    return [Error(words, id=f"padan.E{number:03}") for number, (words, so) in enumerate(wrong.items(), 1) if so]


@register(TAG)
def production_is_guarded(**_: Any) -> list[CheckMessage]:
    """What an office may choose, but should know."""
    if not settings.PRODUCTION:
        return []
    weak = {
        "PADAN_SECOND_FACTOR mati: kata sandi saja cukup untuk operator, kasi, kabid dan administrator.": (
            not settings.SECOND_FACTOR
        ),
        "PADAN_SSL_REDIRECT mati: pastikan proksi di depan menolak http.": not settings.SECURE_SSL_REDIRECT,
        "PADAN_PUBLIC_ADDRESS bukan https: alamat di tanda terima tidak aman.": (
            not settings.PUBLIC_ADDRESS.startswith("https://")
        ),
    }
    return [Warning(words, id=f"padan.W{number:03}") for number, (words, so) in enumerate(weak.items(), 1) if so]


def refuse_unsafe() -> None:
    """For the web server, which runs no checks by itself.

    Raises:
        ImproperlyConfigured: a check found an error.
    """
    errors = [found for found in run_checks(tags=[TAG]) if found.level >= Error("").level]
    if errors:
        raise ImproperlyConfigured(" ".join(str(error.msg) for error in errors))
