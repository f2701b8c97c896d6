"""The archive: a number, a place and a scan for each paper that was shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from dtks.accounts.models import User
from dtks.files.services import store_bytes
from dtks.office.models import Region
from dtks.office.services import numbered_code
from dtks.papers.models import Document, PaperKind, PaperMove
from dtks.papers.services.reading import with_first_page
from dtks.papers.services.scans import Scan, Upload, read_scan
from dtks.registry.models import Citizen
from dtks.web.refusals import Refusal

Custody = Document.Custody


@transaction.atomic
def add_document(
    *,
    citizen: Citizen | None = None,
    kelurahan: Region | None = None,
    kind: PaperKind | str,
    form: str,
    seen_by: User,
    upload: Upload | None = None,
    readings: dict[str, str] | None = None,
    issued_on: date | None = None,
    box: str = "",
    shelf: str = "",
    note: str = "",
) -> Document:
    """Archive a paper of a citizen, or of a kelurahan, under the next number (A-2611-0917), with its scan if one came.

    `kind` is a paper or its code, `readings` maps a field of the citizen to what the paper reads.

    Raises:
        RefusedScan: the upload is no scan that the archive takes; nothing is written and no number is spent.
    """
    scan = with_first_page(read_scan(upload)) if upload is not None else None  # before the number's lock is taken
    paper = kind if isinstance(kind, PaperKind) else PaperKind.objects.get(code=kind)
    document = Document.objects.create(
        number=numbered_code(prefix="A", kind="document", on=timezone.localdate()),
        kind=paper,
        citizen=citizen,
        kelurahan=kelurahan,
        form=form,
        readings={field: text for field, text in (readings or {}).items() if text},
        issued_on=issued_on,
        box=box,
        shelf=shelf,
        seen_by=seen_by,
        note=note,
    )
    return _keep(document, scan, seen_by) if scan else document


@transaction.atomic
def add_scan(*, document: Document, upload: Upload, actor: User) -> Document:
    """Give a scan to a paper that was only seen so far. A scan that stands is never replaced.

    Raises:
        RefusedScan: the upload is no scan that the archive takes.
        ValueError: the paper has its scan.
    """
    scan = with_first_page(read_scan(upload))
    document = Document.objects.select_for_update().get(pk=document.pk)
    if document.scan_id:
        raise ValueError(f"{document.number} sudah punya pindaian. Arsipkan pindaian baru sebagai berkas baru.")
    return _keep(document, scan, actor)


def _keep(document: Document, scan: Scan, actor: User) -> Document:
    document.scan = store_bytes(name=scan.name, content=scan.content, kind=scan.kind, actor=actor)
    if scan.preview:
        document.preview = store_bytes(name=f"{document.number}.webp", content=scan.preview, kind="webp", actor=actor)
    document.save(update_fields=["scan", "preview"])
    return document


class NotSo(Refusal):
    """The paper cannot go that way from where it is."""


def why_not_moved(paper: Document, custody: str) -> str:
    """Why a paper cannot go that way from where it is, in words; empty where it can."""
    if paper.custody == Custody.BURNT:
        return f"Kertas {paper.number} sudah terbakar. Yang tersisa pindaiannya."
    if paper.custody == custody:
        return f"Kertas {paper.number} memang sudah {paper.get_custody_display()}."
    if custody == Custody.LENT and not paper.box:
        return f"{paper.number} tidak punya kertas di boks. Catat tempatnya dahulu."
    if custody == Custody.LENT and paper.custody == Custody.LOST:
        return f"Kertas {paper.number} hilang. Catat dahulu bahwa ditemukan."
    return ""


@transaction.atomic
def move_paper(
    *, document: Document, custody: str, actor: User, held_by: str = "", back_on: date | None = None, note: str = ""
) -> Document:
    """Lend a paper, take it back, or say that it is lost, found or burnt. Its scan and its line stay whatever happens.

    Raises:
        NotSo: there is no paper to lend, nobody is named, or it burnt.
    """
    held = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if why := why_not_moved(held, custody):
        raise NotSo(why)
    lent = custody == Custody.LENT
    if lent and not held_by.strip():
        raise NotSo("Tulis siapa yang meminjam.")
    held.custody, held.held_by = custody, held_by.strip()[:80] if lent else ""
    held.back_on = back_on if lent else None
    held.save(update_fields=["custody", "held_by", "back_on"])
    PaperMove.objects.create(
        document=held, custody=custody, held_by=held.held_by, back_on=held.back_on, note=note.strip()[:160], by=actor
    )
    return held


@transaction.atomic
def move_to_box(*, documents: Sequence[Document], box: str, shelf: str = "") -> int:
    """Say in which box, on which shelf papers lie; no box: the paper is not kept. Returns how many."""
    place = {"box": box.strip(), "shelf": shelf.strip() if box.strip() else ""}
    return Document.objects.filter(pk__in=[document.pk for document in documents]).update(**place)
