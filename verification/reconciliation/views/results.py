"""Results of a run as a list, and one result side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import django_filters
import django_tables2 as tables
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.office.models import Region
from dtks.registry.models import Citizen
from dtks.registry.queries import display_text
from dtks.web.filters import WordsFilter
from dtks.web.tables import ListTable, NameColumn, NikColumn
from dtks.web.views import Act, ListView, PageView
from dtks.web.views.forms import one_effect
from verification.matching.differences import Difference, mark
from verification.matching.explanation import bars, explain_operator
from verification.matching.results import FIELD_LABELS
from verification.reconciliation import queries, services
from verification.reconciliation.models import Band, DuplicateCase, Result, Run
from verification.reconciliation.queries.moves import CAUSES, with_cause
from verification.sources.models import CivilPerson, ResultClass
from verification.sources.queries import COMPARED
from verification.sources.services import compared_fields
from verification.sources.services.comparisons import JUDGED_AS


class ResultTable(ListTable):
    """Results with the class, what differs and how sure it is."""

    name = NameColumn(accessor="citizen__name", below="place_words", verbose_name="Nama")
    nik = NikColumn(accessor="citizen__nik", verbose_name="NIK", orderable=False)
    kelurahan = tables.Column(accessor="citizen__kelurahan__name", verbose_name="Kelurahan", default="–")
    result_class = tables.TemplateColumn("{% chip record.result_class %}", verbose_name="Hasil")
    fields = tables.Column(accessor="field_words", verbose_name="Isian", orderable=False, default="–")
    previous_class = tables.TemplateColumn(
        "{% if record.has_moved %}{{ record.previous_class|result_word }}{% else %}–{% endif %}", verbose_name="Dulu"
    )
    cause = tables.Column(accessor="cause_words", verbose_name="Sebab", orderable=False, default="–")
    confidence = tables.TemplateColumn("{{ value|decimal:3 }}", verbose_name="Keyakinan")

    class Meta(ListTable.Meta):
        model = Result
        fields = ("name", "nik", "kelurahan", "result_class", "fields", "previous_class", "cause", "confidence")


class ResultFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search by name; kelurahan, band, field, moved."""

    q = WordsFilter("citizen__name__icontains", "citizen__nik")
    kelurahan = django_filters.ModelChoiceFilter(
        label="Kelurahan",
        field_name="citizen__kelurahan",
        queryset=Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).order_by("name"),
    )
    band = django_filters.ChoiceFilter(label="Pita", choices=Band.choices)
    isian = django_filters.ChoiceFilter(label="Isian berbeda", choices=list(FIELD_LABELS.items()), method="with_field")
    pindah = django_filters.ChoiceFilter(label="Pindah hasil", choices=[("ya", "ya")], method="moved")
    dulu = django_filters.ChoiceFilter(label="Dulu", field_name="previous_class", choices=ResultClass.choices)
    sebab = django_filters.ChoiceFilter(label="Sebab pindah", choices=list(CAUSES.items()), method="because")
    ditahan = django_filters.ChoiceFilter(label="Ditahan rem", choices=[("ya", "ya")], method="held")
    dari = django_filters.NumberFilter(label="Keyakinan dari", field_name="confidence", lookup_expr="gte")
    sampai = django_filters.NumberFilter(label="Keyakinan di bawah", field_name="confidence", lookup_expr="lt")

    class Meta:
        model = Result
        fields: list[str] = []

    def with_field(self, rows: QuerySet[Result], name: str, value: str) -> QuerySet[Result]:
        """Results in which one field differs, or is missing in the list."""
        return rows.filter(differs__contains=[value]) | rows.filter(missing__contains=[value])

    def because(self, rows: QuerySet[Result], name: str, value: str) -> QuerySet[Result]:
        """Results that moved for one cause."""
        of_a_run: Any = self.moved(rows, name, value)  # with_cause gave them their cause
        return cast("QuerySet[Result]", of_a_run.filter(cause=value))

    def held(self, rows: QuerySet[Result], name: str, value: str) -> QuerySet[Result]:
        """Results of the run that do not hold."""
        return rows.filter(is_latest=False)

    def moved(self, rows: QuerySet[Result], name: str, value: str) -> QuerySet[Result]:
        """Results of another class than in the run before."""
        return rows.exclude(previous_class="").exclude(previous_class=F("result_class"))


class Results(ListView):
    """Results of one run; the chosen ones can be opened as corrections."""

    permission = "reconciliation.see"
    title = "Hasil rekonsiliasi"
    template_name = "reconciliation/results.html"
    table_class = ResultTable
    filter_class = ResultFilter
    chip_field = "result_class"
    order_by = "name"
    search_hint = "Cari nama atau NIK"
    nothing_yet = "Belum ada hasil. Hasil muncul setelah semua potongan dibandingkan."
    acts = [Act("open", "Tinjau {n} usulan", "check", permission="reconciliation.run", kind="open_results")]

    @property
    def run(self) -> Run:
        if not hasattr(self, "_run"):
            self._run = get_object_or_404(Run.objects.select_related("extract"), pk=self.kwargs["pk"])
        return self._run

    def rows(self) -> QuerySet[Result]:
        user: Any = self.request.user
        shown = queries.results_of(self.run).values("pk")
        rows = Result.objects.visible_to(user).filter(pk__in=shown).select_related("citizen__kelurahan")
        return with_cause(rows, self.run)

    def context(self) -> dict[str, Any]:
        run = self.run
        return {
            "run": run,
            "title": f"Hasil {run.number}",
            "meta": f"terhadap {run.extract}; NIK dan nilai Disdukcapil hanya untuk memeriksa",
            "back": (run.number, reverse("reconciliation:run", args=[run.pk])),
        }


@dataclass(frozen=True)
class FieldRow:
    """A field of both sides, with the marks inside the values."""

    label: str
    difference: Difference
    kind: str
    verdict: str


PLACES = ("rt", "rw", "kelurahan")  # parts of an address, each said by itself
CHIPS = {"same": "MATCH", "variant": "VARIANT", "differs": "FIELD_DIFFERS"}


def field_rows(citizen: Citizen, person: CivilPerson, differs: tuple[str, ...]) -> tuple[list[FieldRow], list[str]]:
    """Rows of fields that differ or that a side lacks, and the labels of those that agree."""
    rows, agree = [], []
    compared = compared_fields(citizen, person, differs)
    for field in COMPARED:
        said, label = compared[field], Citizen.FIELDS[field]
        if said["verdict"] == "same":
            agree.append(label)
            continue
        if not said["ours"] and not said["theirs"]:
            continue
        found = mark(_shown(field, said["ours"]), _shown(field, said["theirs"]), JUDGED_AS[field])
        word = "berbeda" if field in PLACES else found.word
        rows.append(FieldRow(label, found, word, CHIPS.get(said["verdict"], "")))
    return rows, agree


def _shown(field: str, text: str) -> str:
    if field in ("nik", "kk_number") and len(text) == 16:
        return f"{text[:6]} {text[6:12]} {text[12:]}"
    return display_text(field, text) if text else ""


class ResultPage(PageView):
    """One result: both sides, why it is this person, who else it might be, and the button that proposes."""

    permission = "reconciliation.see"
    template_name = "reconciliation/result.html"

    def found(self) -> Result:
        user: Any = self.request.user
        results = Result.objects.visible_to(user).select_related(
            "run__extract", "citizen__kelurahan", "civil_person__kelurahan", "civil_person__changed_in"
        )
        return get_object_or_404(results, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        result = self.found()
        citizen, person = result.citizen, result.civil_person
        user: Any = self.request.user
        rows, agree = field_rows(citizen, person, tuple(result.differs)) if person else ([], [])
        engine = queries.as_engine_result(result)
        log_read(user=user, act=ReadLog.Act.OPEN, subject="citizen", subject_id=citizen.pk)
        why_not = queries.openable(result.result_class, result.band, one_by_one=True)
        if not result.is_latest:
            why_not = "ditahan rem, atau sudah diganti rekonsiliasi yang lebih baru"
        shown = bars(engine)
        return super().get_context_data(
            title=citizen.name,
            back=(f"Hasil {result.run.number}", self.back_url(result)),
            result=result,
            citizen=citizen,
            person=person,
            rows=rows,
            agree=agree,
            words=explain_operator(engine),
            bars=[(label, value, abs(value)) for label, value in shown],
            most=max((abs(value) for _, value in shown), default=1),
            others=self.others(result),
            work=queries.WORK[result.result_class],
            changed=citizen.updated_at > result.run.started_at,
            why_not=why_not,
            duplicate=DuplicateCase.objects.visible_to(user)
            .filter(members__citizen=citizen, state__in=DuplicateCase.LIVE)
            .first(),
            may_propose=user.may("reconciliation.run") and not why_not,
            **kwargs,
        )

    def back_url(self, result: Result) -> str:
        return f"{reverse('reconciliation:results', args=[result.run_id])}?kelas={result.result_class}"

    def others(self, result: Result) -> list[tuple[CivilPerson, float]]:
        """The other candidates, the likeliest first."""
        known = dict(zip(result.candidate_ids, result.candidate_confidences, strict=False))
        known.pop(result.civil_person_id or 0, None)
        persons = CivilPerson.objects.filter(pk__in=known).select_related("kelurahan")
        return sorted(((person, known[person.pk]) for person in persons), key=lambda pair: -pair[1])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Propose the register's values of what differs."""
        user: Any = request.user
        result = self.found()
        if not user.may("reconciliation.run"):
            raise PermissionDenied

        def propose() -> str:
            opened = services.propose_result(result=result, actor=user)
            messages.success(request, f"Usulan {opened.number} dibuka dari hasil ini.")
            return reverse("reconciliation:result", args=[result.pk])

        return one_effect(request, propose)
