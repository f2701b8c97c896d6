"""The archive: its list, a paper with what it reads, its preview and its file."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import ReadLog, User
from dtks.accounts.services import log_read
from dtks.files.services import path_of
from dtks.papers import queries, services
from dtks.papers.filters import ArchiveFilter
from dtks.papers.forms import ArchiveForm, BoxForm, CustodyForm
from dtks.papers.models import Document
from dtks.papers.tables import ArchiveTable, holding_of
from dtks.registry.models import Citizen
from dtks.registry.services import find_citizens
from dtks.web.refusals import Refusal
from dtks.web.templatetags.formats import whole
from dtks.web.views import Act, FormView, ListView, Outcome, RoomView, file_answer
from dtks.web.views.lists import Chip

_HOLDINGS = {
    "both": Q(scan__isnull=False, custody="") & ~Q(box=""),
    "scan": Q(scan__isnull=False, box="", custody=""),
    "paper": Q(scan=None, custody="") & ~Q(box=""),
    "seen": Q(scan=None, box="", custody=""),
    "lent": Q(custody="lent"),
    "gone": Q(custody__in=["lost", "burnt"]),
}
_PAST = "past"


class ArchiveView(ListView):
    """Papers of the person's areas."""

    permission = "papers.see"
    title = "Arsip"
    template_name = "papers/archive.html"
    table_class = ArchiveTable
    filter_class = ArchiveFilter
    search_hint = "Warga, nomor arsip, atau boks"
    chip_field = "holding"
    chip_words = {
        "both": "Kertas dan pindaian", "scan": "Pindaian saja", "paper": "Kertas saja", "seen": "Hanya dilihat",
        "lent": "Dipinjam", "gone": "Hilang, terbakar", _PAST: "Lewat masa simpan",
    }  # fmt: skip
    acts = (
        Act("box", "Catat tempat {n} berkas", "box", "papers.add", asks="papers/_place.html", kind="box_papers"),
        Act("custody", "Catat kertasnya", "file", "papers.add", asks="papers/_custody.html", kind="move_papers"),
    )
    order_by = "-seen_at"
    nothing_yet = "Arsip masih kosong. Berkas masuk dari Terima warga dan dari tiket."

    def rows(self) -> QuerySet[Document]:
        user: Any = self.request.user
        return Document.objects.visible_to(user).select_related("kind", "citizen", "kelurahan")

    def with_chip(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(self._rules().get(value, Q(pk=None)))

    def _rules(self) -> dict[str, Q]:
        return {**_HOLDINGS, _PAST: queries.past_keeping(timezone.localdate())}

    def chip_counts(self, rows: QuerySet[Any]) -> dict[str, int]:
        counts = {f"n_{name}": Count("pk", filter=rule) for name, rule in self._rules().items()}
        boxes = Count("box", distinct=True, filter=~Q(box=""))
        found = rows.order_by().aggregate(all=Count("pk"), boxes=boxes, **counts)
        box = f"boks {self.box}" if self.box else f"{whole(found['boxes'])} boks"
        self.meta = f"{whole(found['all'])} berkas · {box} · yang hilang dan terbakar tetap tercatat"
        return {"all": found["all"], **{name: found[f"n_{name}"] for name in self._rules()}}

    @cached_property
    def total(self) -> int:
        return self.counts.get(self.chip, 0) if self.chip else self.counts["all"]

    def chips(self) -> list[Chip]:
        """A paper past its time is held in one way or another as well, so that all is counted by itself."""
        first, *others = super().chips()
        return [replace(first, count=self.counts["all"]), *others]

    @property
    def box(self) -> str:
        """The box whose papers are listed alone."""
        return self.request.GET.get("box", "").strip()

    @cached_property
    def chosen(self) -> Document | None:
        """The paper that stands beside the list. One of another area is as unknown as one that never was."""
        number = self.request.GET.get("pilih", "")
        return _with_all(self.request.user).filter(number=number).first() if number else None

    def context(self) -> dict[str, Any]:
        user: Any = self.request.user
        past: dict[str, Any] = {"past": self.counts[_PAST] if self.chip != _PAST else 0}
        past["may_add_paper"] = user.may("papers.add")
        if self.chosen is None:
            return past
        log_read(user=user, act=ReadLog.Act.OPEN, subject="document", subject_id=self.chosen.pk)
        return {**past, **facts_of(self.chosen), "current_pk": self.chosen.pk, "may_add": user.may("papers.add")}

    def bulk_box(self, rows: QuerySet[Document]) -> list[Outcome]:
        place, documents = self.asked_box(), list(rows)
        services.move_to_box(documents=documents, **place)
        words = Document(**place).place or "kertas tidak disimpan"
        return [
            Outcome(f"{each.number} {each.kind.short_label}", words, url=each.get_absolute_url()) for each in documents
        ]

    def asked_box(self) -> dict[str, str]:
        """Box and shelf; without a box there is no shelf."""
        form = BoxForm(self.request.POST)
        if not form.is_valid():
            raise Refusal("Tulis boks dan rak paling panjang 20 huruf.")
        box, shelf = form.cleaned_data["box"].strip(), form.cleaned_data["shelf"].strip()
        return {"box": box, "shelf": shelf if box else ""}

    def bulk_custody(self, rows: QuerySet[Document]) -> list[Outcome]:
        """A fire takes whole boxes: many papers at once, each with its own result."""
        return [self._move(each, self._custody()) for each in rows]

    def asked_custody(self) -> dict[str, str]:
        """The same move, as a choice keeps it."""
        move = self._custody()
        if move["custody"] == Document.Custody.LENT and not move["held_by"].strip():
            raise Refusal("Tulis siapa yang meminjam.")
        return {**move, "back_on": move["back_on"].isoformat() if move["back_on"] else ""}

    def _custody(self) -> dict[str, Any]:
        form = CustodyForm(self.request.POST)
        if not form.is_valid():
            raise Refusal("Pilih apa yang terjadi dengan kertasnya.")
        return form.move()

    def _move(self, document: Document, move: dict[str, Any]) -> Outcome:
        user: Any = self.request.user
        label, url = f"{document.number} {document.kind.short_label}", document.get_absolute_url()
        try:
            moved = services.move_paper(document=document, actor=user, **move)
        except Refusal as refusal:
            return Outcome(label, str(refusal), done=False, url=url)
        return Outcome(label, moved.custody_words or "di tempatnya", url=url)


def _with_all(user: Any) -> QuerySet[Document]:
    joined = ("kind", "citizen", "kelurahan", "scan", "preview", "seen_by")
    return Document.objects.visible_to(user).select_related(*joined)


def facts_of(document: Document) -> dict[str, Any]:
    """What the page of a paper and the panel beside the list say of it."""
    readings = ReadLog.objects.filter(subject="document", subject_id=document.pk).select_related("user")
    return {
        "document": document,
        "holding": holding_of(document),
        "expired": queries.is_expired(document.kind, document.issued_on, document.seen_at.date()),
        "keep_until": queries.keep_until(document),
        "opened": readings[:5],
    }


class ArchiveAddView(FormView):
    """Put a paper into the archive without a ticket, one that was found again or came by post."""

    permission = "papers.add"
    title = "Tambah pindaian"
    meta = "Berkas lama, atau yang datang tanpa tiket. Berkas sebuah tiket ditambah di tiketnya."
    submit = "Simpan di arsip"
    form_class = ArchiveForm
    template_name = "papers/add.html"
    back = ("Arsip", "/arsip/")

    @property
    def term(self) -> str:
        """What is searched for; never in an address, it may be a NIK."""
        return self.request.POST.get("cari", "").strip()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "find" not in request.POST:
            return super().post(request, *args, **kwargs)
        said = {**self.get_form_kwargs(), "data": None, "files": None, "initial": request.POST.dict()}
        return self.render_to_response(self.get_context_data(form=ArchiveForm(**said)))

    def get_form_kwargs(self) -> dict[str, Any]:
        user: Any = self.request.user
        hits = find_citizens(user=user, term=self.term, where=self.title) if self.term else []
        return {**super().get_form_kwargs(), "hits": hits}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "term": self.term, "found": bool(context["form"].fields["citizen"].choices)}

    def done(self, form: Any) -> str:
        user: Any = self.request.user
        data = form.cleaned_data
        citizen = get_object_or_404(Citizen.objects.visible_to(user), pk=data["citizen"])
        try:
            document = services.add_document(
                citizen=citizen, kind=data["kind"], form=data["form"], seen_by=user, issued_on=data["issued_on"],
                upload=services.joined(data["scan"], turn=int(data["turn"] or 0)), box=data["box"],
                shelf=data["shelf"], note=data["note"],
            )  # fmt: skip
        except services.RefusedScan as error:
            raise Refusal(str(error)) from error
        messages.success(self.request, f"{document.number} tersimpan di arsip.")
        return f"{reverse('papers:archive')}?pilih={document.number}"


class OneDocument(RoomView):
    """A view of one paper that the person may see."""

    permission = "papers.see"

    @property
    def person(self) -> User:
        return cast("User", self.request.user)

    def document(self, number: str) -> Document:
        return get_object_or_404(_with_all(self.person), number=number)

    def log(self, document: Document, act: str) -> None:
        log_read(user=self.person, act=act, subject="document", subject_id=document.pk)


class DocumentView(OneDocument):
    """A paper: what it reads, where it lies, until when it is kept, who opened it."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        document = self.document(number)
        self.log(document, ReadLog.Act.OPEN)
        return self.page(document, BoxForm(initial={"box": document.box, "shelf": document.shelf}))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        """Say in which box it lies, or what became of the paper."""
        document = self.document(number)
        if not self.person.may("papers.add"):
            raise PermissionDenied
        if "custody" in request.POST:
            return self.move(document, CustodyForm(request.POST))
        form = BoxForm(request.POST)
        if not form.is_valid():
            return self.page(document, form, status=422)
        services.move_to_box(documents=[document], **form.cleaned_data)
        place = Document(**form.cleaned_data).place or "luar boks"
        messages.success(request, f"{document.number} tercatat di {place}.")
        return redirect("papers:document", number=document.number)

    def move(self, document: Document, form: CustodyForm) -> HttpResponse:
        """Lent, back, lost or burnt."""
        box = BoxForm(initial={"box": document.box, "shelf": document.shelf})
        if not form.is_valid():
            return self.page(document, box, status=422, custody=form)
        try:
            moved = services.move_paper(document=document, actor=self.person, **form.move())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.page(document, box, status=409, custody=form)
        messages.success(self.request, f"{moved.number}: {moved.custody_words or 'kertas di tempatnya'}.")
        return redirect("papers:document", number=document.number)

    def page(
        self, document: Document, form: BoxForm, status: int = 200, custody: CustodyForm | None = None
    ) -> HttpResponse:
        context = {
            **facts_of(document),
            "title": document.kind.short_label,
            "form": form,
            "custody": custody or CustodyForm(),
            "moves": document.moves.select_related("by"),
            "may_add": self.person.may("papers.add"),
            "readings": queries.readings_of(document),
            "back": ("Arsip", reverse("papers:archive")),
        }
        return render(self.request, "papers/document.html", context, status=status)


class PreviewView(OneDocument):
    """The small picture of the server: at most 80 kB, shown in the page."""

    def get(self, request: HttpRequest, number: str) -> HttpResponseBase:
        document = self.document(number)
        if document.preview is None:
            raise Http404
        self.log(document, ReadLog.Act.OPEN)
        return file_answer(path_of(document.preview), name=f"{document.number}.webp", kind="webp", inline=True)


class FileView(OneDocument):
    """The scan itself, always as a download (failure 27)."""

    def get(self, request: HttpRequest, number: str) -> HttpResponseBase:
        document = self.document(number)
        if document.scan is None:
            raise Http404
        self.log(document, ReadLog.Act.DOWNLOAD)
        ending = "pdf" if document.scan.kind == "pdf" else "jpg"
        return file_answer(path_of(document.scan), name=f"{document.number}.{ending}", kind=document.scan.kind)
