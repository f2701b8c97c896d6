"""Whether the parts of this installation work: database, queue, workers, events, disk."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cache as once
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Min, Q
from django.utils import timezone
from redis.exceptions import RedisError

from dtks.jobs.models import Chunk, Event, Job, Message
from dtks.web.templatetags.formats import duration, size, when, whole

SWEEP_LATE = timedelta(minutes=3)  # the sweeper comes by every 30 seconds
LITTLE_SPACE = 2_000_000_000  # bytes


@dataclass(frozen=True)
class Check:
    """One part: well or not, what is measured, what to do if not."""

    name: str
    well: bool
    figure: str
    advice: str = ""


def checks() -> list[Check]:
    """All parts; one that does not answer is a finding, not an error of the page."""
    chunks = once(_chunks)
    parts: dict[str, Callable[[str], Check]] = {
        **PARTS,
        "Pekerja": partial(_workers, chunks),
        "Bagian macet": partial(_stuck, chunks),
    }
    return [_safe(name, check) for name, check in parts.items()]


def _safe(name: str, check: Callable[[str], Check]) -> Check:
    try:
        return check(name)
    except Exception as error:
        return Check(name, False, type(error).__name__, f"Bagian ini tidak menjawab. Lihat {_notes()}.")


def _again(part: str) -> str:
    """How a part is started again: by its service in an office at work, by one command in a trial."""
    if settings.PRODUCTION:
        return f"Hidupkan lagi layanan {part} di server (docs/operasi.md bagian 4)."
    return "Jalankan lagi Padan (make run)."


def _notes() -> str:
    return "catatan layanannya di server" if settings.PRODUCTION else "catatan di folder log"


def _database(name: str) -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), pg_database_size(current_database())")
        version, bytes_used = cursor.fetchone()
    return Check(name, True, f"PostgreSQL {str(version).split()[0]}, {size(bytes_used)}")


def _queue(name: str) -> Check:
    well = False
    with suppress(RedisError):
        cache.set("health", "ok", 30)
        well = cache.get("health") == "ok"
    return Check(
        name, well, "menjawab" if well else "tidak menjawab", "Jalankan Redis; pekerjaan menunggu, tidak hilang."
    )


def _chunks() -> dict[str, Any]:
    """Chunks that wait though they are due, since when, and those that are stuck; one query for two parts."""
    halted = Q(job__state__in=[Job.State.PAUSED, Job.State.CANCELLED, Job.State.FAILED])
    due = Q(state=Chunk.State.WAITING, due_at__lte=timezone.now()) & ~halted
    return Chunk.objects.filter(state__in=[Chunk.State.WAITING, Chunk.State.STUCK]).aggregate(
        number=Count("pk", filter=due), oldest=Min("due_at", filter=due),
        stuck=Count("pk", filter=Q(state=Chunk.State.STUCK)),
    )  # fmt: skip


def _workers(chunks: Callable[[], dict[str, Any]], name: str) -> Check:
    """A live worker ends chunks or renews leases; without work the beat's own mark is the sign of life."""
    found, now = chunks(), timezone.now()
    late = found["oldest"] is not None and now - found["oldest"] > SWEEP_LATE
    figure = f"{whole(found['number'])} bagian menunggu"
    if found["oldest"]:
        figure += f", yang tertua {duration(now - found['oldest'])}"
    return Check(name, not late, figure, f"Pekerja tidak mengambil pekerjaan. {_again('worker')}")


def _sweeper(name: str) -> Check:
    from django_celery_beat.models import PeriodicTask

    last = PeriodicTask.objects.filter(name="sweep").values_list("last_run_at", flat=True).first()
    if last is None:
        return Check(name, False, "belum pernah", f"Penjadwal (beat) belum berjalan. {_again('beat')}")
    late = timezone.now() - last > SWEEP_LATE
    return Check(name, not late, f"terakhir {when(last)}", f"Penjadwal (beat) berhenti. {_again('beat')}")


def _stuck(chunks: Callable[[], dict[str, Any]], name: str) -> Check:
    stuck = chunks()["stuck"]
    return Check(name, not stuck, f"{whole(stuck)} bagian macet", "Buka Pekerjaan, lihat sebabnya, lalu coba lagi.")


def _events(name: str) -> Check:
    due = Event.objects.filter(handled_at=None)
    found = due.aggregate(number=Count("pk"), failed=Count("pk", filter=~Q(error="")))
    figure = f"{whole(found['number'])} menunggu, {whole(found['failed'])} pernah gagal"
    return Check(name, not found["failed"], figure, "Kabar yang gagal dicoba lagi sendiri; lihat sebabnya di log.")


def _messages(name: str) -> Check:
    found = Message.objects.order_by().values_list("state").annotate(number=Count("pk"))
    numbers = dict(found.filter(state__in=[Message.State.FAILED, Message.State.WAITING]))
    waiting, failed = numbers.get(Message.State.WAITING, 0), numbers.get(Message.State.FAILED, 0)
    figure = f"{whole(waiting)} menunggu, {whole(failed)} gagal"
    return Check(name, not failed, figure, "Periksa server surel (EMAIL_URL), lalu Kirim lagi di Pesan keluar.")


def _disk(name: str) -> Check:
    place = Path(settings.PADAN_HOME)
    space = shutil.disk_usage(place if place.exists() else place.parent)
    figure = f"{size(space.free)} kosong dari {size(space.total)}"
    return Check(name, space.free > LITTLE_SPACE, figure, "Kosongkan ruang; berkas dan basis data berhenti bila penuh.")


PARTS: dict[str, Callable[[str], Check]] = {
    "Basis data": _database,
    "Antrean (Redis)": _queue,
    "Penjadwal": _sweeper,
    "Kabar antarbagian": _events,
    "Pesan keluar": _messages,
    "Ruang disk": _disk,
}
