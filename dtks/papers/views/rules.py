"""The rules of papers: what an act asks for, since when, by which law; changed from a day on."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any, cast

from django.contrib import messages
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import User
from dtks.papers import queries, services
from dtks.papers.filters import RuleFilter
from dtks.papers.forms import RuleEndForm, RuleForm
from dtks.papers.models import PROGRAMME_WORDS, Requirement
from dtks.papers.tables import RULE_CHIPS, RuleTable
from dtks.registry.models import Programme
from dtks.web.pdf import typeset
from dtks.web.views import FormView, ListView, PageView, RoomView

RULES = "Aturan syarat"


def _of_state(name: str) -> Q:
    today = timezone.localdate()
    over = Q(valid_to__lt=today) | Q(valid_to__lt=F("valid_from"))
    rules = {"in_force": ~over & Q(valid_from__lte=today), "later": ~over & Q(valid_from__gt=today), "ended": over}
    return rules.get(name, Q(pk=None))


class RuleListView(ListView):
    """What acts ask for, today and before."""

    permission = "papers.see"
    title = RULES
    meta = "Aturan baru mulai pada suatu hari, yang lama berakhir sehari sebelumnya. Tiket lama memakai aturan harinya."
    template_name = "papers/rules.html"
    table_class = RuleTable
    filter_class = RuleFilter
    search_hint = "Berkas, dasar hukum, atau urusan"
    chip_field = "standing"
    chip_words = {name: word for name, (_, word, _) in RULE_CHIPS.items()}
    order_by = "title"
    nothing_yet = "Belum ada aturan. Jalankan manage.py prepare, atau tambah yang pertama."

    def rows(self) -> QuerySet[Requirement]:
        return Requirement.objects.select_related("paper").prefetch_related("alternatives")

    def with_chip(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(_of_state(value))

    def chip_counts(self, rows: QuerySet[Any]) -> dict[str, int]:
        found = rows.order_by().aggregate(**{f"n_{name}": Count("pk", filter=_of_state(name)) for name in RULE_CHIPS})
        return {name: found[f"n_{name}"] for name in RULE_CHIPS}

    def context(self) -> dict[str, Any]:
        user = cast("User", self.request.user)
        return {"may_change": user.may("papers.rules")}


class PostersView(PageView):
    """For each programme a page to hang on a wall, from the rules in force today."""

    permission = "papers.see"
    template_name = "papers/posters.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        programmes = Programme.objects.filter(active_to=None)
        return super().get_context_data(title="Poster dan pengumuman", programmes=programmes, **kwargs)


class PosterView(RoomView):
    """One poster as A3 or A4, or the notice for RT/RW or the kelurahan's board."""

    permission = "papers.see"

    def get(self, request: HttpRequest, code: str, size: str) -> HttpResponse:
        programme = queries.programme_of(code)
        if programme is None or size not in queries.SHEETS:
            raise Http404
        pdf = typeset(queries.SHEETS[size], queries.poster_data(programme, timezone.localdate(), size))
        answer = HttpResponse(pdf, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="poster-{programme.code.lower()}-{size}.pdf"'
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


class OneRule(RoomView):
    """A view of one rule."""

    permission = "papers.see"

    @cached_property
    def rule(self) -> Requirement:
        return get_object_or_404(Requirement.objects.select_related("paper"), pk=self.kwargs["pk"])

    @property
    def person(self) -> User:
        return cast("User", self.request.user)


class RuleView(OneRule):
    """A rule with those before and after it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        programmes = dict(Programme.objects.values_list("code", "short_label"))
        context = {
            "title": self.rule.title,
            "rule": self.rule,
            "programme": PROGRAMME_WORDS.get(self.rule.programme) or programmes.get(self.rule.programme, ""),
            "chip": RULE_CHIPS[self.rule.state_today],
            "through_time": queries.rules_like(self.rule),
            "may_change": self.person.may("papers.rules"),
            "back": (RULES, reverse("papers:rules")),
        }
        return render(request, "papers/rule.html", context)


class RuleEditView(OneRule, FormView):
    """A new rule, or a new version of one."""

    permission = "papers.rules"
    form_class = RuleForm
    submit = "Simpan aturan"

    @cached_property
    def standing(self) -> Requirement | None:
        return self.rule if "pk" in self.kwargs else None

    def get_initial(self) -> dict[str, Any]:
        start = {"starts_on": timezone.localdate() + timedelta(days=1)}
        if self.standing is None:
            return start
        names = ("programme", "act", "paper", "mandatory", "legal_basis", "note")
        return {
            **{name: getattr(self.standing, name) for name in names},
            "alternatives": self.standing.alternatives.all(), **start,
        }  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rule = self.standing
        self.title = f"Ubah {rule.title}" if rule else "Aturan baru"
        self.back = (rule.title, rule.get_absolute_url()) if rule else (RULES, reverse("papers:rules"))
        return super().get_context_data(**kwargs)

    def done(self, form: Any) -> str:
        rule = services.set_rule(actor=self.person, **form.cleaned_data)
        messages.success(self.request, f"Aturan berlaku mulai {rule.valid_from:%d-%m-%Y}.")
        return rule.get_absolute_url()


class RuleEndView(OneRule, FormView):
    """The last day of a rule."""

    permission = "papers.rules"
    form_class = RuleEndForm
    submit = "Akhiri aturan"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.title = f"Akhiri {self.rule.title}"
        self.back = (self.rule.title, self.rule.get_absolute_url())
        return super().get_context_data(**kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"ends_on": timezone.localdate()}

    def done(self, form: Any) -> str:
        return services.end_rule(rule=self.rule, ends_on=form.cleaned_data["ends_on"]).get_absolute_url()
