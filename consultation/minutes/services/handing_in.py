"""Print a berita acara, and take its signed scan: from then on it is frozen."""

from __future__ import annotations

import io
import re
import secrets
from datetime import date, timedelta
from typing import cast

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from consultation.minutes.models import Minutes, Print
from consultation.minutes.queries.names import Progress, items_shown, progress_of
from consultation.minutes.queries.paper import fingerprint, record_of
from consultation.minutes.queries.quorum import Quorum, quorum_of
from consultation.minutes.services.drafting import held_draft
from dtks.accounts.models import User
from dtks.jobs.services import emit
from dtks.papers.services import Upload, add_document, read_scan, texts_on
from dtks.papers.services.scans import SIZE_LIMIT
from dtks.web.refusals import Refusal

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O 1 I L, which people confuse
CODE = re.compile(r"BA[\s-]*([2-9A-HJ-NP-Z]{4})[\s-]*(\d{2})")
PAPER = "BA_MUSKEL"


class NotReady(Refusal):
    """Something is still missing; the text says what."""


class OtherVersion(Refusal):
    """The code on the scan is not the code of the version that would be handed in."""


def hindrances(minutes: Minutes, *, quorum: Quorum | None = None, progress: Progress | None = None) -> list[str]:
    """What keeps a berita acara from being signed, in sentences; empty when it is complete.

    Quorum and progress are counted here where the caller has not counted them.
    """
    found = []
    if not minutes.head_is_complete:
        found.append("Hari, jam, tempat, pimpinan, atau notulis belum diisi.")
    quorum = quorum or quorum_of(minutes)
    if not quorum.reached:
        found.append(f"Kuorum belum tercapai: {quorum.lacks}.")
    progress = progress or progress_of(items_shown(minutes, beside_them=False))
    if not progress.total:
        found.append("Belum ada nama.")
    elif not progress.complete:
        found.append(f"{progress.open} nama belum diputus.")
    return found


@transaction.atomic
def print_version(*, minutes: Minutes, actor: User) -> Print:
    """The version to be signed: the last one where nothing has changed since, else a new one with its own code.

    Raises:
        Frozen: it was handed in.
        NotReady: something is missing.
    """
    held = held_draft(minutes)
    if missing := hindrances(held):
        raise NotReady(" ".join(missing))
    sha, last = fingerprint(held), held.prints.first()
    if last is not None and last.sha256 == sha:
        return last
    return Print.objects.create(
        minutes=held, number=last.number + 1 if last else 1, code=_new_code(), sha256=sha, data=record_of(held),
        printed_by=actor,
    )  # fmt: skip


def _new_code() -> str:
    while True:
        code = f"BA-{''.join(secrets.choice(SIGNS) for _ in range(4))}-{secrets.randbelow(90) + 10}"
        if not Print.objects.filter(code=code).exists():
            return code


def codes_in(text: str) -> list[str]:
    """The codes that stand in what was typed, or read on a paper."""
    return [f"BA-{found[1]}-{found[2]}" for found in CODE.finditer(text.upper())]


def hand_in(*, minutes: Minutes, code: str, upload: Upload, actor: User) -> Minutes:
    """Give the signed berita acara to Dinsos: the code on the scan must be that of the version as it stands.

    What a machine reads on the scan counts; the typed code only where it reads none.

    Raises:
        Frozen: it was handed in before.
        NotReady: it is not complete or was never printed.
        OtherVersion: the scan is of another version, or of another berita acara.
        RefusedScan: the upload is no scan that the archive takes.
    """
    name, content = upload.name, upload.read(SIZE_LIMIT + 1)
    _, texts = texts_on(read_scan(_file(name, content)))
    read = [found for text in texts for found in codes_in(text)]
    return _handed_in(minutes, read or codes_in(code), _file(name, content), actor)


def _file(name: str | None, content: bytes) -> Upload:
    found = io.BytesIO(content)
    found.name = name or "pindaian"
    return cast("Upload", found)


@transaction.atomic
def _handed_in(minutes: Minutes, codes: list[str], upload: Upload, actor: User) -> Minutes:
    held = held_draft(minutes)
    if missing := hindrances(held):
        raise NotReady(" ".join(missing))
    version = _version_of(held, codes)
    scan = add_document(
        kelurahan=held.kelurahan, kind=PAPER, form="original", seen_by=actor, upload=upload, issued_on=held.held_on,
        note=f"{held.number} versi {version.number}",
    )  # fmt: skip
    held.version, held.scan, held.handed_in_by, held.handed_in_at = version, scan, actor, timezone.now()
    held.state = Minutes.State.HANDED_IN
    held.save(update_fields=["version", "scan", "handed_in_by", "handed_in_at", "state"])
    emit(kind="minutes.handed_in", payload={"minutes": held.pk})
    return held


def _version_of(minutes: Minutes, codes: list[str]) -> Print:
    last = minutes.prints.first()
    if last is None:
        raise NotReady("Cetak dahulu naskahnya, lalu minta ditandatangani.")
    if not codes:
        raise OtherVersion(
            "Kode pada pindaian tidak terbaca. Ketik kodenya seperti tercetak di kaki halaman, misalnya BA-7Q2K-91."
        )
    if other := next((code for code in codes if code != last.code), ""):
        older = minutes.prints.filter(code=other).first()
        if older:
            raise OtherVersion(
                f"Pindaian ini memuat kode versi {older.number} ({other}); yang berlaku versi {last.number} "
                f"({last.code}). Tandatangani dan pindai versi itu."
            )
        raise OtherVersion(f"Kode {other} bukan kode berita acara ini ({last.code}). Periksa kertas yang dipindai.")
    if last.sha256 != fingerprint(minutes):
        raise OtherVersion(
            f"Isi sudah berubah sejak versi {last.number} dicetak. Cetak versi baru, lalu minta ditandatangani lagi."
        )
    return last


@transaction.atomic
def post_names(*, minutes: Minutes, on: date) -> Minutes:
    """Say that the names hang on the board from a day on; said twice, the first day stays."""
    held = Minutes.objects.select_for_update().get(pk=minutes.pk)
    if held.state not in Minutes.FROZEN:
        raise NotReady("Pengumuman ditempel sesudah berita acara diserahkan.")
    if held.posted_from is None:
        held.posted_from, held.posted_until = on, on + timedelta(days=settings.POSTING_DAYS)
        held.save(update_fields=["posted_from", "posted_until"])
    return held
