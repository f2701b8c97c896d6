"""What comes back from a visit: taken once by its key, whatever the order and however often it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from consultation.visits.models import FormVersion, Photo, PhotoKind, Report, State, Visit
from consultation.visits.models.visits import IN_FIELD
from consultation.visits.queries.families import members_at
from consultation.visits.queries.questions import SPOKEN_TO, VERIVALI, Cleaned, clean, form_on
from consultation.visits.services.giving import NotNow, touch
from dtks.accounts.models import User
from dtks.papers.models import Document, PaperKind
from dtks.papers.services import Upload, add_document
from dtks.web.locking import locked
from dtks.web.refusals import Refusal

Standing, Way = Report.Standing, Report.Way
PAPER_OF = {PhotoKind.FRONT: "FOTO_RUMAH", PhotoKind.INSIDE: "FOTO_RUMAH", PhotoKind.CARDS: "KK"}
MOST_PHOTOS = 8


class NotYours(Refusal):
    """The person never held this visit."""


class Incomplete(Refusal):
    """Something is missing or cannot be."""


@dataclass(frozen=True)
class Received:
    """What became of what was sent: new, again (it was here already), or conflict (a person looks at it)."""

    report: Report
    result: str


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A report as it comes in. `revision` is the visit's, as the sender saw it."""

    key: UUID
    visit: int
    revision: int
    version: int
    answers: Mapping[str, Any]
    visited_at: datetime
    started_at: datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    accuracy_m: int | None = None
    photos_due: int = 0
    way: str = Way.PHONE
    typed_by: User | None = None  # who keyed a paper form for the facilitator


def sent_of(raw: Mapping[str, Any]) -> Sent:
    """A report out of what a phone says.

    Raises:
        Incomplete: it has no key, no visit, or is not of the form that we gave out.
    """
    try:
        place = raw.get("place") or {}
        lat, lon = _degree(place.get("lat")), _degree(place.get("lon"))
        return Sent(
            key=UUID(str(raw["key"])), visit=int(raw["visit"]), revision=int(raw["revision"]),
            version=int(raw["version"]), answers=dict(raw["answers"]), visited_at=_moment(raw["visited_at"]),
            started_at=_moment(raw["started_at"]) if raw.get("started_at") else None, latitude=lat, longitude=lon,
            accuracy_m=min(int(place.get("accuracy") or 0), 100_000) if lat is not None else None,
            photos_due=min(int(raw.get("photos_due") or 0), MOST_PHOTOS),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise Incomplete("Kiriman ini tidak terbaca. Perbarui halaman di HP, lalu kirim lagi.") from error


def _degree(value: Any) -> Decimal | None:
    return None if value in (None, "") else round(Decimal(str(value)), 6)


def _moment(text: Any) -> datetime:
    found = parse_datetime(str(text))
    if found is None:
        raise ValueError(text)
    aware = found if timezone.is_aware(found) else timezone.make_aware(found)
    return min(aware, timezone.now() + timedelta(minutes=5))  # a phone whose clock runs ahead


def receive(*, by: User, sent: Sent) -> Received:
    """Take a report once. Sent again it changes nothing; against another one it waits for a person, never lost.

    Raises:
        NotYours: the person never held the visit, or the key is somebody else's.
    """
    with locked():
        visit = (
            Visit.objects.select_for_update(of=("self",)).select_related("citizen", "kelurahan").filter(pk=sent.visit)
        ).first()  # fmt: skip
        if visit is None or not held_by(visit, by):
            raise NotYours("Kunjungan ini bukan tugas Anda.")
        if found := Report.objects.filter(key=sent.key).first():
            if found.by_id != by.pk or found.visit_id != visit.pk:
                raise NotYours("Kunjungan ini bukan tugas Anda.")
            return Received(found, "again")
        version = FormVersion.objects.filter(number=sent.version).first() or form_on()
        cleaned = clean(version, sent.answers, members_at(visit))
        conflict = _against(visit, by, sent)
        report = _written(visit, version, cleaned, sent, by, conflict)
        if not conflict:
            _stand(visit, report, by)
    return Received(report, "conflict" if conflict else "new")


def held_by(visit: Visit, user: User) -> bool:
    """Whether a facilitator holds the visit, or held it before somebody else got it."""
    if visit.facilitator_id == user.pk:
        return True
    course: Any = visit.course  # type: ignore[attr-defined]  # made by pghistory
    return bool(course.filter(facilitator=user).exists())


def _against(visit: Visit, by: User, sent: Sent) -> str:
    """Why a report does not simply stand; empty where it does."""
    if visit.state == State.CANCELLED:
        return "Kunjungan ini sudah dibatalkan."
    if visit.facilitator_id != by.pk:
        return f"Kunjungan ini sudah dialihkan kepada {visit.facilitator_words}."
    if visit.state == State.CHECKED:
        return "Kunjungan ini sudah diterima supervisor."
    if visit.state == State.DONE:
        return "Sudah ada laporan lain untuk kunjungan ini."
    if sent.revision != visit.revision:
        return "Kunjungan ini dikembalikan atau dialihkan sesudah diambil ke HP."
    return ""


def _written(visit: Visit, version: FormVersion, cleaned: Cleaned, sent: Sent, by: User, conflict: str) -> Report:
    if not conflict:
        visit.reports.filter(standing=Standing.STANDS).update(standing=Standing.REPLACED)
    answers = {**cleaned.answers, "B04": VERIVALI.get(cleaned.outcome, "1")}
    return Report.objects.create(
        visit=visit, key=sent.key, version=version, outcome=cleaned.outcome, answers=answers,
        lacks=[*cleaned.lacks, *cleaned.wrong], spoken_to=str(cleaned.answers.get(SPOKEN_TO, ""))[:160],
        visited_at=sent.visited_at, started_at=sent.started_at, latitude=sent.latitude, longitude=sent.longitude,
        accuracy_m=sent.accuracy_m, photos_due=sent.photos_due, by=by, way=sent.way, revision=sent.revision,
        typed_by=sent.typed_by,
        standing=Standing.CONFLICT if conflict else Standing.STANDS, why_conflict=conflict[:160],
    )  # fmt: skip


def _stand(visit: Visit, report: Report, by: User) -> None:
    visit.state, visit.outcome, visit.return_reason, visit.draft = State.DONE, report.outcome, "", {}
    touch(visit, by)
    visit.save()


@transaction.atomic
def add_photo(
    *, report: Report, key: UUID, kind: str, upload: Upload, by: User, taken_at: datetime | None = None, size: int = 0
) -> Photo:
    """Keep a photo of a report, once by its key. The archive checks the content and keeps the pixels only.

    Raises:
        RefusedScan: the upload is no picture that the archive takes.
        Incomplete: it is no picture, it is too large, or the report has enough of them.
    """
    held = Report.objects.select_for_update(of=("self",)).select_related("visit__citizen").get(pk=report.pk)
    if found := Photo.objects.filter(key=key).first():
        if found.report_id != held.pk:
            raise Incomplete("Kode foto ini sudah dipakai laporan lain.")
        return found
    if kind not in PhotoKind.values or held.photos.count() >= MOST_PHOTOS:
        raise Incomplete(f"Paling banyak {MOST_PHOTOS} foto satu kunjungan, masing-masing dengan jenisnya.")
    size = size or int(getattr(upload, "size", 0) or 0)
    document = _archived(held.visit, kind, upload, by, timezone.localdate(held.visited_at))
    return Photo.objects.create(report=held, key=key, kind=kind, document=document, size=size, taken_at=taken_at)


@transaction.atomic
def keep_draft(*, visit: Visit, answers: Mapping[str, Any], by: User) -> Cleaned:
    """What is typed in the browser, saved unfinished; what no rule asks falls away.

    Raises:
        NotNow: the visit is not in the field.
    """
    held = Visit.objects.select_for_update(of=("self",)).select_related("citizen").get(pk=visit.pk)
    if held.state not in IN_FIELD:
        raise NotNow(f"{held.number} sudah {held.get_state_display()}; isinya tidak diubah lagi.")
    cleaned = clean(form_on(), answers, members_at(held))
    meta: dict[str, Any] = {name: held.draft[name] for name in ("key", "started_at", "photos") if name in held.draft}
    held.draft = {
        "key": str(uuid4()), "started_at": timezone.now().isoformat(), **meta, "answers": cleaned.answers,
    }  # fmt: skip
    held.save(update_fields=["draft"])
    visit.draft = held.draft
    return cleaned


@transaction.atomic
def add_draft_photo(*, visit: Visit, kind: str, upload: Upload, by: User) -> Visit:
    """Keep a photo beside what is typed in the browser; it goes along when that is sent.

    Raises:
        RefusedScan: the upload is no picture that the archive takes.
        NotNow: the visit is not in the field.
        Incomplete: it is of no kind, or there are enough.
    """
    held = Visit.objects.select_for_update(of=("self",)).select_related("citizen").get(pk=visit.pk)
    photos = list(held.draft.get("photos", []))
    if held.state not in IN_FIELD:
        raise NotNow(f"{held.number} sudah {held.get_state_display()}; isinya tidak diubah lagi.")
    if kind not in PhotoKind.values or len(photos) >= MOST_PHOTOS:
        raise Incomplete(f"Paling banyak {MOST_PHOTOS} foto satu kunjungan, masing-masing dengan jenisnya.")
    document = _archived(held, kind, upload, by, timezone.localdate())
    photos.append(
        {"key": str(uuid4()), "kind": kind, "document": document.pk, "size": int(getattr(upload, "size", 0) or 0)}
    )
    held.draft = {**held.draft, "photos": photos}
    held.save(update_fields=["draft"])
    return held


def _archived(visit: Visit, kind: str, upload: Upload, by: User, on: date) -> Document:
    return add_document(
        citizen=visit.citizen, kind=PaperKind.objects.get(code=PAPER_OF[PhotoKind(kind)]), form="copy", seen_by=by,
        upload=upload, issued_on=on, note=f"Kunjungan {visit.number}, {PhotoKind(kind).label.lower()}",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Ending:
    """What is said when a form is sent from a browser: when, where, and whether it was keyed from paper."""

    visited_at: datetime
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    accuracy_m: int | None = None
    on_paper: bool = False


@transaction.atomic
def send_draft(*, visit: Visit, by: User, ending: Ending) -> Received:
    """Send what was typed in the browser: now everything that is asked must be there.

    Raises:
        Incomplete: an answer is missing or cannot be; the text names the questions.
        NotNow: nothing was typed.
    """
    draft = visit.draft
    if not draft.get("answers"):
        raise NotNow("Isi dahulu apa yang Anda temui.")
    version = form_on()
    cleaned = clean(version, draft["answers"], members_at(visit))
    if cleaned.wrong or cleaned.lacks:
        raise Incomplete(f"Belum lengkap: {len(cleaned.lacks) + len(cleaned.wrong)} isian. {missing_words(cleaned)}")
    sent = Sent(
        key=UUID(draft["key"]), visit=visit.pk, revision=visit.revision, version=version.number,
        answers=draft["answers"], visited_at=ending.visited_at, latitude=ending.latitude, longitude=ending.longitude,
        started_at=None if ending.on_paper else _moment(draft["started_at"]), accuracy_m=ending.accuracy_m,
        way=Way.PAPER if ending.on_paper else Way.BROWSER, typed_by=by if ending.on_paper else None,
        photos_due=len(draft.get("photos", [])),
    )  # fmt: skip
    received = receive(by=visit.facilitator or by, sent=sent)
    Photo.objects.bulk_create(
        Photo(
            report=received.report, key=UUID(each["key"]), kind=each["kind"], document_id=each["document"],
            size=each["size"],
        )
        for each in draft.get("photos", [])
    )  # fmt: skip
    return received


def missing_words(cleaned: Cleaned) -> str:
    """The codes of what is missing, a few of them."""
    codes = [*cleaned.lacks, *cleaned.wrong]
    words = ", ".join(dict.fromkeys(code.split("-")[0] for code in codes[:6]))
    return f"Lihat {words}{' dan lainnya' if len(codes) > 6 else ''}."
