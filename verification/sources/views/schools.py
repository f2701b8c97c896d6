"""Schools and their pupils: what the school must repair, and three columns of one pupil."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.office.queries import slug
from dtks.registry.queries import display_text
from dtks.web.refusals import Refusal
from dtks.web.templatetags.formats import day
from dtks.web.views import ListView, PageView, RoomView
from dtks.web.views.files import content_answer
from verification.sources import queries, services
from verification.sources.filters import PupilFilter, SchoolFilter
from verification.sources.models import Pupil, School
from verification.sources.tables import PupilTable, SchoolTable

SEE, SEND = "reconciliation.see", "reconciliation.run"


class Schools(ListView):
    """Schools with their pupils and how many the school must repair."""

    permission = SEE
    title = "Sekolah (Dapodik)"
    meta = "Sumber kedua untuk PIP. Sekolah hanya menerima isiannya sendiri yang perlu diperbaiki."
    table_class = SchoolTable
    filter_class = SchoolFilter
    order_by = "-residue"
    template_name = "sources/schools.html"
    nothing_yet = "Belum ada daftar murid. Unggah di Berkas masuk, jenis Daftar murid."
    search_hint = "Cari sekolah atau NPSN"

    def rows(self) -> QuerySet[Any]:
        residue = Count("pupils", filter=Q(pupils__state=Pupil.State.RESIDUE))
        unknown = Count("pupils", filter=Q(pupils__state=Pupil.State.UNKNOWN))
        ours = Count("pupils", filter=Q(pupils__citizen__isnull=False))
        return School.objects.annotate(number=Count("pupils"), residue=residue, unknown=unknown, ours=ours)


class SchoolFile(RoomView):
    """The list of one school, written anew each time from what differs now; who took it is noted."""

    permission = SEND

    def get(self, request: HttpRequest, pk: int) -> HttpResponse | Any:
        user: Any = request.user
        school = get_object_or_404(School, pk=pk)
        rows = list(school.pupils.visible_to(user).filter(state=Pupil.State.RESIDUE).order_by("grade", "name"))
        if not rows:
            raise Refusal(f"Tidak ada yang perlu diperbaiki {school}.")
        log_read(
            user=user, act=ReadLog.Act.DOWNLOAD, subject="school", subject_id=school.pk,
            reason=f"{len(rows)} murid {school}"[:200],
        )  # fmt: skip
        name = f"perbaikan_{slug(school.name).lower()}_{timezone.localdate():%Y%m%d}.xlsx"
        return content_answer([services.school_workbook(school, rows)], name=name, kind="xlsx")


class Pupils(ListView):
    """Pupils of the schools, each with what differs."""

    permission = SEE
    title = "Murid"
    meta = "Menurut Dapodik atau EMIS, dibandingkan dengan Disdukcapil dan dengan data kita."
    table_class = PupilTable
    filter_class = PupilFilter
    chip_field = "state"
    chip_words = {value: capfirst(word) for value, word in Pupil.State.choices}
    order_by = "name"
    nothing_yet = "Belum ada daftar murid."
    search_hint = "Cari nama, NISN, kelas"

    def rows(self) -> QuerySet[Any]:
        user: Any = self.request.user
        return Pupil.objects.visible_to(user).select_related("school", "citizen")

    def context(self) -> dict[str, Any]:
        return {"back": ("Sekolah", reverse("sources:schools"))}


class PupilPage(PageView):
    """Ours, Disdukcapil, Dapodik: three columns of one pupil."""

    permission = SEE
    template_name = "sources/pupil.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        found = Pupil.objects.visible_to(user).select_related(
            "school", "citizen__kelurahan", "civil_person", "staged_file"
        )
        pupil = get_object_or_404(found, pk=self.kwargs["pk"])
        log_read(user=user, act=ReadLog.Act.OPEN, subject="pupil", subject_id=pupil.pk)
        return super().get_context_data(
            title=pupil.name,
            meta=f"{pupil.school} · daftar murid {day(pupil.taken_on)}",
            back=("Murid", reverse("sources:pupils")),
            pupil=pupil,
            rows=_three_columns(pupil),
            others=[(label, getattr(pupil, name)) for name, label in _ONLY_SCHOOL.items() if getattr(pupil, name)],
            **kwargs,
        )


_ONLY_SCHOOL = {
    "nisn": "NISN", "grade": "Kelas", "pip_worthy": "Layak PIP", "kip_number": "No. KIP", "kks_number": "No. KKS",
    "pkh_number": "No. PKH", "household_id": "No. DTKS",
}  # fmt: skip


def _three_columns(pupil: Pupil) -> list[tuple[str, str, str, str, str, bool, bool]]:
    """Field, label, and its value with us, at Disdukcapil and at the school; then whose entry differs."""

    def text(side: Any, name: str) -> str:
        return shown(name, queries.text_of(side, name) if side else "")

    def shown(name: str, text: str) -> str:
        return text if name in ("nik", "kk_number") else display_text(name, text)

    return [
        (
            name, label, text(pupil.citizen, name), text(pupil.civil_person, name),
            shown(name, pupil.text(name)),
            name in pupil.ours_differ, name in pupil.repairs,
        )
        for name, label in Pupil.COMPARED.items()
    ]  # fmt: skip
