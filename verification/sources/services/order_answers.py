"""The answer of Disdukcapil to work orders: read, matched row by row, and followed. It never changes a citizen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from dtks.accounts.models import Role, User
from dtks.assignments.models import Kind, Outcome, Owner
from dtks.assignments.services import Draft, Ended, assign, finish
from dtks.files.models import StoredFile
from dtks.files.services import RefusedFile, path_of, tables
from dtks.files.services.cells import clean_text, text_of
from dtks.jobs.models import Chunk, Job
from dtks.jobs.services import ChunkDone, JobDone, JobKind, emit, start_job
from dtks.office.queries import slug
from verification.matching.dates import parse_date
from verification.matching.nik import clean_nik, excel_loss
from verification.sources.models import (
    OrderAnswer,
    OrderAnswerRow,
    OrderRow,
    ResultClass,
    ServiceCheck,
    WorkOrder,
)
from verification.sources.services.work import Found, follow_classes

MOST_ROWS = 20_000
State = OrderRow.State
Outcomes = OrderAnswerRow.Outcome
# What Disdukcapil says, however spelled, by slug.
WORDS: dict[str, str] = {
    **dict.fromkeys(
        ["DIONLINEKAN", "SUDAHDIONLINEKAN", "ONLINE", "SUDAHONLINE", "AKTIF", "DIAKTIFKAN", "SUDAHAKTIF", "DIPERBAIKI",
         "SUDAHDIPERBAIKI", "SELESAI", "TUNGGAL"], State.MENDED
    ),
    **dict.fromkeys(["DIPROSES", "PROSES", "SEDANGDIPROSES", "MENUNGGU", "MENUNGGUPUSAT"], State.PENDING),
    **dict.fromkeys(["MENINGGAL", "SUDAHMENINGGAL"], State.DECEASED),
    **dict.fromkeys(["PINDAH", "PINDAHKELUAR", "SUDAHPINDAH"], State.MOVED),
    **dict.fromkeys(["TIDAKDITEMUKAN", "TIDAKADA", "TIDAKTERDATA"], State.NOT_FOUND),
    **dict.fromkeys(["PERLUDATANG", "WARGADATANG", "DITOLAK", "TIDAKDAPAT"], State.REFUSED),
}  # fmt: skip
_FIELDS = {
    "code": ("KODEBARIS", "KODE"), "nik": ("NIK",), "name": ("NAMALGKP", "NAMA", "NAMALENGKAP"),
    "said": ("HASIL", "STATUS", "JAWABAN"), "note": ("CATATANDISDUKCAPIL", "CATATAN", "ALASAN"),
    "on": ("TANGGALHASIL", "TANGGAL", "TGLHASIL"),
}  # fmt: skip
ADVICE = "Tulis DIONLINEKAN, AKTIF, DIPERBAIKI, DIPROSES, MENINGGAL, PINDAH, TIDAK DITEMUKAN atau PERLU DATANG."
# A finding of Disdukcapil is a new class, for its own owner to confirm; it changes no citizen.
_CLASSES = {
    State.DECEASED: ResultClass.DECEASED,
    State.MOVED: ResultClass.MOVED,
    State.NOT_FOUND: ResultClass.NOT_FOUND,
}


@dataclass
class Said:
    """One row of an answer as we read it."""

    row_no: int
    code: str
    nik: str
    name: str
    said: str
    note: str
    on: date | None = None
    state: str = ""
    findings: list[dict[str, str]] = field(default_factory=list)


@transaction.atomic
def take_in_answer(*, stored: StoredFile, actor: User | None, inline: bool = False) -> OrderAnswer:
    """Begin to read an answer of Disdukcapil; its page shows what became of every row."""
    answer = OrderAnswer.objects.create(stored=stored, taken_by=actor)
    answer.job = start_job(
        kind="import_registry_answer", title="Membaca jawaban Disdukcapil", actor=actor,
        parameters={"answer": answer.pk}, link=answer.page_url, inline=inline,
    )  # fmt: skip
    answer.save(update_fields=["job"])
    return answer


class ReadAnswer(JobKind):
    """Kind "import_registry_answer"; parameters: answer. An order has some hundred rows, so one chunk reads it all."""

    label, see = "Jawaban Disdukcapil", "reconciliation.see"

    def plan(self, job: Job) -> Iterable[dict[str, Any]]:
        return [{}]

    def work(self, job: Job, chunk: Chunk) -> ChunkDone:
        answer = OrderAnswer.objects.select_related("stored").get(pk=job.parameters["answer"])
        try:
            said = read_answer(answer.stored)
        except RefusedFile as refusal:
            answer.state, answer.problem = OrderAnswer.State.REFUSED, str(refusal)
            answer.save()
            return ChunkDone(result={"problem": answer.problem})
        _take(answer, said)
        return ChunkDone(done=answer.read, more_rows=answer.read)

    def finish(self, job: Job) -> JobDone:
        answer = OrderAnswer.objects.get(pk=job.parameters["answer"])
        counts = {name: getattr(answer, name) for name in ("read", "matched", "unknown", "repeated")}
        return JobDone(result=counts, notes=bool(answer.problem or answer.unknown or answer.faulty))

    def cancelled(self, job: Job) -> None:
        self.failed(job)

    def failed(self, job: Job) -> None:
        OrderAnswer.objects.filter(pk=job.parameters["answer"], state=OrderAnswer.State.READING).update(
            state=OrderAnswer.State.REFUSED, problem="Pembacaan terhenti sebelum selesai. Unggah berkas ini lagi."
        )


def read_answer(stored: StoredFile) -> list[Said]:
    """The rows of an answer, each with what is wrong in it, cell by cell.

    Raises:
        RefusedFile: no such table, too many rows, or Excel lost the digits of every NIK.
    """
    path = path_of(stored)
    layout = tables.layout_of(path, stored.kind)
    for sheet in layout.sheets:
        head = _header(tables.first_rows(path, layout, sheet))
        if head is not None:
            break
    else:
        raise RefusedFile("Tidak ada lembar dengan kolom HASIL dan KODE BARIS atau NIK dalam baris-baris pertama.")
    rows: list[Said] = []
    for part in tables.slices(path, layout, sheet, rows=MOST_ROWS):
        for number, cells in tables.rows_of(path, layout, sheet, part):
            if number > head[0] and (said := _said(number, cells, head)):
                rows.append(said)
        if len(rows) > MOST_ROWS:
            raise RefusedFile(f"Jawaban memuat lebih dari {MOST_ROWS} baris. Kirim satu berkas untuk tiap surat kerja.")
    if excel_loss(each.nik for each in rows) and not any(each.code for each in rows):
        raise RefusedFile(
            "Angka terakhir semua NIK hilang: Excel hanya menyimpan 15 angka. Minta kolom NIK sebagai teks."
        )
    return rows


def _header(rows: Sequence[tables.Row]) -> tuple[int, dict[str, int], list[str]] | None:
    for number, cells in rows:
        texts = [clean_text(text_of(cell)) for cell in cells]
        slugs = [slug(text) for text in texts]
        places = {
            name: next(slugs.index(word) for word in words if word in slugs)
            for name, words in _FIELDS.items()
            if any(word in slugs for word in words)
        }
        if "said" in places and ("code" in places or "nik" in places):
            return number, places, texts
    return None


def _said(number: int, cells: Sequence[Any], head: tuple[int, dict[str, int], list[str]]) -> Said | None:
    _, places, texts = head
    raw = {name: cells[place] if place < len(cells) else None for name, place in places.items()}
    text = {name: clean_text(text_of(cell)) for name, cell in raw.items()}
    if not (text.get("code") or text.get("nik") or text.get("name")) or slug(text.get("said", "")) == "HASIL":
        return None
    said = Said(
        number, code=text.get("code", "")[:24].upper(), nik=clean_nik(raw.get("nik")), name=text.get("name", "")[:120],
        said=text.get("said", "")[:60], note=text.get("note", "")[:240],
    )  # fmt: skip
    said.state = WORDS.get(slug(said.said), "")
    if said.said and not said.state:
        said.findings.append(_finding(number, places["said"], texts, said.said, ADVICE))
    if text.get("on"):
        said.on = parse_date(raw["on"], today=timezone.localdate()).date
        if said.on is None:
            advice = "Tulis tanggal yang sudah lewat, seperti 20-11-2026. Dicatat tanggal hari ini."
            said.findings.append(_finding(number, places["on"], texts, text["on"], advice))
    return said


def _finding(number: int, place: int, texts: Sequence[str], value: str, advice: str) -> dict[str, str]:
    from openpyxl.utils import get_column_letter

    cell = f"{get_column_letter(place + 1)}{number}"
    return {"cell": cell, "column": texts[place], "value": value[:60], "advice": advice}


def _take(answer: OrderAnswer, rows: Sequence[Said]) -> None:
    """Match every row, follow what it says, and write down what became of it."""
    ours = _Ours(rows)
    counts: Counter[str] = Counter()
    kept, followed = [], []
    for said in rows:
        row, outcome, why = ours.find(said)
        counts[outcome] += 1
        if outcome == Outcomes.MATCHED and row is not None:
            _follow(answer, row, said)
            followed.append(row)
        kept.append(
            OrderAnswerRow(
                answer=answer, row_no=said.row_no, name=said.name, said=said.said, note=said.note, row=row,
                outcome=outcome, why=why, findings=said.findings,
            )
        )  # fmt: skip
    OrderAnswerRow.objects.bulk_create(kept, batch_size=1_000)
    answer.read, answer.faulty = len(rows), sum(bool(said.findings) for said in rows)
    answer.matched, answer.unknown = counts[Outcomes.MATCHED], counts[Outcomes.UNKNOWN]
    answer.repeated, answer.state = counts[Outcomes.REPEATED], OrderAnswer.State.DONE
    answer.save()
    final = Counter(row.order_id for row in followed if not row.is_open)
    for order, number in sorted(final.items()):
        WorkOrder.objects.filter(pk=order).update(answered=F("answered") + number)
    if followed:
        emit(kind="registry.answered", payload={"answer": answer.pk})


class _Ours:
    """Our rows that the rows of an answer may speak of, in two queries."""

    def __init__(self, rows: Sequence[Said]) -> None:
        wanted = OrderRow.objects.select_related("order", "citizen", "assignment").select_for_update(of=("self",))
        numbers = {said.code.rpartition("/")[0] for said in rows if said.code}
        self.by_code = {row.code: row for row in wanted.filter(order__number__in=numbers).order_by("pk")}
        self.by_nik: dict[str, list[OrderRow]] = {}
        niks = {said.nik for said in rows if said.nik and not said.code}
        for found in wanted.filter(values__NIK__in=niks).order_by("pk") if niks else ():
            row = self.by_code.get(found.code, found)
            self.by_nik.setdefault(clean_nik(row.values["NIK"]), []).append(row)

    def find(self, said: Said) -> tuple[OrderRow | None, str, str]:
        """The row that it answers, what becomes of it, and why it changes nothing."""
        row, why = self._row(said)
        if row is None:
            return None, Outcomes.UNKNOWN, why
        if not said.state:
            return row, Outcomes.UNKNOWN, "Hasil kosong: belum dijawab." if not said.said else "Hasil tidak dikenal."
        if not row.is_open or row.state == said.state:
            return row, Outcomes.REPEATED, f"Sudah tercatat: {row.get_state_display()}."
        return row, Outcomes.MATCHED, ""

    def _row(self, said: Said) -> tuple[OrderRow | None, str]:
        if said.code:
            row = self.by_code.get(said.code)
            if row is None:
                return None, "Kode baris ini bukan dari surat kerja kita."
            if said.nik and said.nik != clean_nik(row.values["NIK"]):
                return None, "Kode baris dan NIK tidak cocok: periksa barisnya."
            return row, ""
        hits = self.by_nik.get(said.nik, [])
        if len({row.citizen_id for row in hits}) > 1 and said.name:
            hits = [row for row in hits if slug(row.values["NAMA_LGKP"]) == slug(said.name)]
        if len({row.citizen_id for row in hits}) > 1:
            return None, "NIK ini dipakai beberapa baris; isi KODE BARIS atau NAMA_LGKP."
        waiting = [row for row in hits if row.is_open]
        if not hits:
            return None, "NIK ini tidak ada di surat kerja kita."
        return (waiting or hits)[-1], ""


def _follow(answer: OrderAnswer, row: OrderRow, said: Said) -> None:
    """What an answer brings: the row's state, and the work of whoever is next."""
    row.state, row.said, row.note = said.state, said.said, said.note
    row.answered_on = None if said.state == State.PENDING else (said.on or timezone.localdate())
    row.save(update_fields=["state", "said", "note", "answered_on"])
    if said.state == State.PENDING:
        return
    origin = f"Jawaban Disdukcapil atas {row.order.number}"
    with suppress(Ended):  # a run or a person has settled it meanwhile
        finish(assignment=row.assignment, by=None, outcome=Outcome.DONE, note=f"{origin}: {said.said}")
    if said.state in _CLASSES:
        found = Found(citizen=row.citizen, result_class=_CLASSES[State(said.state)], page=answer.page_url)
        follow_classes(found=[found], origin=origin)
    elif said.state == State.MENDED:
        ServiceCheck.objects.filter(citizen=row.citizen).update(due_on=timezone.localdate(), attempt=0)
    else:
        assign(draft=_come_draft(row, said, origin))


def _come_draft(row: OrderRow, said: Said, origin: str) -> Draft:
    return Draft(
        kind=Kind.TELL_CITIZEN, role=Role.KELURAHAN, owner=Owner.CITIZEN, citizen=row.citizen, origin=origin,
        title="Ajak warga ke Disdukcapil", say="Datang ke Disdukcapil membawa KTP dan KK.",
        step=f"Disdukcapil meminta warga datang sendiri. {said.note}".strip(),
    )  # fmt: skip
