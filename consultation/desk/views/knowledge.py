"""What the office knows, found while a citizen stands at the counter; how well the service was."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from consultation.desk import services
from consultation.desk.filters import ArticleFilter
from consultation.desk.forms import ArticleForm, IdentifyForm
from consultation.desk.forms.knowledge import NEW
from consultation.desk.models import Article
from consultation.desk.queries.knowledge import articles_about
from consultation.desk.queries.quality import quality_of
from consultation.desk.tables import ArticleTable
from consultation.desk.views.tickets import TicketForm
from dtks.accounts.models import User
from dtks.registry.models import Citizen
from dtks.registry.services import ImpossibleValue, find_citizens
from dtks.web.refusals import Refusal
from dtks.web.views import FormView, ListView, PageView, RoomView

KNOWLEDGE = "Pengetahuan"


class ArticleListView(ListView):
    """All articles; the counter searches, the head of division writes."""

    permission = "tickets.see"
    title = KNOWLEDGE
    meta = "Cari dengan kata warga, misalnya: kartu mati. Yang untuk umum tampil juga di halaman warga."
    template_name = "desk/articles.html"
    table_class = ArticleTable
    filter_class = ArticleFilter
    search_hint = "Kata warga, misalnya kartu mati"
    order_by = "title"
    nothing_yet = "Belum ada tulisan. Kabid menulis yang pertama."

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The search box; beside the intake (htmx) the first five stand there at once."""
        if "HX-Request" in request.headers:
            term = request.POST.get("q", "").strip()
            found = articles_about(term)[:5] if len(term) > 1 else ()
            return render(request, "desk/_articles.html", {"articles": found, "term": term})
        return super().post(request, *args, **kwargs)

    def rows(self) -> QuerySet[Article]:
        rows = Article.objects.all()
        return rows if self._may_write else rows.filter(is_active=True)

    @property
    def _may_write(self) -> bool:
        return cast("User", self.request.user).may("knowledge.write")

    def context(self) -> dict[str, Any]:
        return {"may_write": self._may_write}


class ArticleView(RoomView):
    """One article, to read aloud."""

    permission = "tickets.see"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        article = get_object_or_404(Article.objects.select_related("changed_by"), slug=slug)
        context = {
            "title": article.title,
            "article": article,
            "may_write": cast("User", request.user).may("knowledge.write"),
            "back": (KNOWLEDGE, reverse("desk:articles")),
        }
        return render(request, "desk/article.html", context)


class ArticleEditView(FormView):
    """An article, new or changed."""

    permission = "knowledge.write"
    form_class = ArticleForm
    submit = "Simpan tulisan"

    @cached_property
    def article(self) -> Article | None:
        return get_object_or_404(Article, slug=self.kwargs["slug"]) if "slug" in self.kwargs else None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.article}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.title = self.article.title if self.article else "Tulisan baru"
        self.back = (KNOWLEDGE, reverse("desk:articles"))
        return super().get_context_data(**kwargs)

    def done(self, form: Any) -> str:
        services.save_article(article=form.save(commit=False), actor=cast("User", self.request.user))
        return reverse("desk:articles")


class IdentifyView(TicketForm):
    """Which citizen a ticket from the public page speaks of."""

    title = "Kenali warga"
    submit = "Pilih"
    form_class = IdentifyForm
    template_name = "desk/identify.html"

    @property
    def term(self) -> str:
        """What is searched for; never in an address, it may be a NIK."""
        return self.request.POST.get("cari", "").strip() or self.ticket.person_name

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "find" in request.POST:
            kwargs = {**self.get_form_kwargs(), "data": None, "files": None}
            return self.render_to_response(self.get_context_data(form=IdentifyForm(**kwargs)))
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        hits = find_citizens(user=self.person, term=self.term, where=self.title)
        return {**super().get_form_kwargs(), "hits": hits, "new_name": self.ticket.person_name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "ticket": self.ticket, "term": self.term}

    def done(self, form: Any) -> str:
        chosen = form.cleaned_data["citizen"]
        if chosen == NEW and not self.person.may("citizens.register"):
            raise Refusal("Warga baru dicatat loket atau operator.")
        citizen = None if chosen == NEW else get_object_or_404(Citizen.objects.visible_to(self.person), pk=chosen)
        try:
            services.identify(ticket=self.ticket, citizen=citizen, actor=self.person)
        except ImpossibleValue as error:
            raise Refusal(str(error)) from error
        return self.url


class QualityView(PageView):
    """The index of satisfaction of a month, by kind; how often a case needed a visit."""

    permission = "reports.see"
    template_name = "desk/quality.html"

    @cached_property
    def month(self) -> date:
        today = timezone.localdate()
        try:
            month = date.fromisoformat(f"{self.request.GET.get('bulan', '')}-01")
        except ValueError:
            return today.replace(day=1)
        return min(month, today.replace(day=1))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        month = self.month
        later = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        return super().get_context_data(
            title="Mutu layanan",
            month=month,
            earlier=date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1),
            later=later if later <= timezone.localdate() else None,
            quality=quality_of(month),
            may_read=cast("User", self.request.user).may("tickets.see"),
            **kwargs,
        )
