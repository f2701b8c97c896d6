"""What citizens write and read without a counter: proposal, objection, survey, articles, papers asked for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from consultation.desk.models import Article
from consultation.desk.queries.knowledge import articles_about
from consultation.desk.services import answer_survey, open_from_page
from consultation.portal import queries, services
from consultation.portal.forms import SurveyForm, WriteForm, plain_code, shown_code, signed_key
from consultation.portal.views.pages import PublicView
from dtks.office.queries import kelurahan_of_kendari, message_text
from dtks.papers.queries import asked_for, programme_of

ANSWERED = "Kode ini tidak dikenal, atau surveinya sudah diisi. Terima kasih."


def refused(view: PublicView, template: str, context: dict[str, Any], refusal: services.Busy) -> HttpResponse:
    """The page with the sentence of somebody who asks too often, or while we cannot count."""
    answer = view.answer(template, {**context, "error": str(refusal)}, refusal.status)
    if refusal.seconds:
        answer["Retry-After"] = str(refusal.seconds)
    return answer


class WriteView(PublicView):
    """Propose a name, or object to one: becomes a ticket with a follow-up number, never a change."""

    objection = False

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._form(WriteForm(objection=self.objection, initial={"key": signed_key()}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = WriteForm(request.POST, objection=self.objection)
        if not form.is_valid():
            if "key" in form.errors:
                form.data = form.data.copy()  # type: ignore[attr-defined]
                form.data["key"] = signed_key()  # type: ignore[index]
            return self._form(form, status=422)
        try:
            services.count_writing(request)
        except services.Busy as refusal:
            return refused(self, "portal/write.html", self._context(form), refusal)
        data = form.cleaned_data
        opened = open_from_page(
            act="OBJECTION" if self.objection else "NEW_PROPOSAL", key=data["key"], asked=data["asked"],
            given={name: data[name] for name in ("name", "address", "rt")},
            kelurahan=kelurahan_of_kendari()[data["kelurahan"]], phone=data["phone"], consent=data["consent"],
            brought_by=data.get("brought_by") or "SENDIRI", by_name=data["by_name"],
        )  # fmt: skip
        context = {
            "title": self._title,
            "ticket": opened.ticket,
            "code": shown_code(opened.ticket.receipt_code),
            "secret": opened.secret,
            "words": message_text("slip_objection_received") if self.objection else "",
        }
        return self.answer("portal/written.html", context)

    @property
    def _title(self) -> str:
        return "Menyanggah nama" if self.objection else "Mengusulkan nama"

    def _context(self, form: WriteForm) -> dict[str, Any]:
        return {"title": self._title, "form": form, "objection": self.objection}

    def _form(self, form: WriteForm, status: int = 200) -> HttpResponse:
        return self.answer("portal/write.html", self._context(form), status)


class PaperFormView(PublicView):
    """The same on paper, to be handed in at the counter or to the kelurahan."""

    objection = False

    def get(self, request: HttpRequest) -> HttpResponse:
        pdf = queries.paper_form(objection=self.objection, day=timezone.localdate())
        answer = HttpResponse(pdf, content_type="application/pdf")
        name = "formulir-keberatan" if self.objection else "formulir-usulan"
        answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


class SurveyView(PublicView):
    """What a citizen thinks of the service, once a ticket."""

    def get(self, request: HttpRequest) -> HttpResponse:
        code = plain_code(request.GET.get("kode", ""))
        return self._form(SurveyForm(initial={"kode": shown_code(code)}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SurveyForm(request.POST)
        if not form.is_valid():
            return self._form(form, status=422)
        try:
            services.count_address(request)
        except services.Busy as refusal:
            return refused(self, "portal/survey.html", {"title": "Nilai layanan kami", "form": form}, refusal)
        data = form.cleaned_data
        made = answer_survey(
            ticket=queries.ticket_of_code(data["kode"]), scores=form.scores(), understood=data["understood"],
            comment=data["comment"],
        )  # fmt: skip
        if made is None:
            return self._form(form, error=ANSWERED, status=404)
        return self.answer("portal/thanks.html", {"title": "Terima kasih"})

    def _form(self, form: SurveyForm, *, error: str = "", status: int = 200) -> HttpResponse:
        return self.answer("portal/survey.html", {"title": "Nilai layanan kami", "form": form, "error": error}, status)


class ArticlesView(PublicView):
    """What everybody may know, found by words."""

    def get(self, request: HttpRequest) -> HttpResponse:
        term = request.GET.get("cari", "").strip()[:80]
        context = {"title": "Pengetahuan", "articles": articles_about(term, public=True), "term": term}
        return self.answer("portal/articles.html", context)


class ArticleView(PublicView):
    """One article."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        article = get_object_or_404(Article, slug=slug, is_public=True, is_active=True)
        return self.answer("portal/article.html", {"title": article.title, "article": article})


class RequirementsView(PublicView):
    """Papers and steps of a programme by the rules in force today; posters lead here."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        programme = programme_of(code)
        if programme is None:
            raise Http404
        context = {
            "title": f"Syarat {programme.short_label}",
            "programme": programme,
            "matters": asked_for(programme.code, timezone.localdate()),
            "hours": settings.OFFICE_HOURS_WORDS,
            "now": timezone.localtime(),
        }
        return self.answer("portal/requirements.html", context)
