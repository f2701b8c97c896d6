"""The names of a draft: found, added by a tap, written down as they are typed."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from consultation.minutes import queries, services
from consultation.minutes.forms import (
    ROWS_OF_CORRECTIONS,
    ItemForm,
    ItemPaperForm,
    UnknownForm,
    correctable,
    outcome_choices,
)
from consultation.minutes.models import Decision, Item
from consultation.minutes.queries import ItemShown
from consultation.minutes.queries.names import NUMBERS, correction_words
from consultation.minutes.views.meetings import OneMinutes, WritingView
from dtks.office.queries import kelurahan_of_kendari
from dtks.papers.services import RefusedScan
from dtks.registry.models import Citizen
from dtks.registry.queries import display_text
from dtks.registry.services import ImpossibleValue, find_citizens
from dtks.web.refusals import Refusal
from dtks.web.views import FormView

TYPED = "Padan-Ketik"  # header of a save that happens while one types
SHOWN_AT_ONCE = 12  # of the ready list, before "Lihat semua"
FILTERS = {"belum": "Belum", "bukti": "Kurang bukti"}


class NamesView(WritingView):
    """All names, one of them open; the ready list and the search stand beside."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return render(request, "minutes/names.html", self.context())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Search without JavaScript: what was sought never stands in an address."""
        return render(request, "minutes/names.html", self.context(request.POST.get("q", "")))

    def context(self, term: str = "") -> dict[str, Any]:
        """Everything that the page shows."""
        frame = self.frame("names")
        shown: list[ItemShown] = frame["shown"]
        current = self.current(shown)
        ready = queries.ready_list(self.minutes.kelurahan)
        places = {each.item.citizen_id: each.item.position for each in shown}
        source = self.request.GET.get("siap", "")
        chosen = [each for each in ready if not source or each.source == source]
        most = len(chosen) if "lihat" in self.request.GET else SHOWN_AT_ONCE
        waiting = [(each, place_words(places.get(each.citizen.pk))) for each in chosen]
        waiting.sort(key=lambda row: bool(row[1]))
        return {
            **frame,
            **find(self, term),
            "current": current,
            "form": open_form(current.item) if current else {},
            "rows": self.filtered(shown, current),
            "filters": [(name, word, self.number(frame["progress"], name)) for name, word in FILTERS.items()],
            "filter": self.request.GET.get("saring", ""),
            "ready": waiting[:most],
            "ready_total": len(chosen),
            "ready_left": sum(not place for _, place in waiting),
            "ready_sources": queries.counts_of(ready),
            "ready_all": len(ready),
            "source": source,
            "following": following(shown, current),
            "decisions": Decision.choices,
        }

    def number(self, progress: queries.Progress, name: str) -> int:
        return progress.open if name == "belum" else progress.lacking

    def filtered(self, shown: list[ItemShown], current: ItemShown | None) -> list[ItemShown]:
        """The rows of the chip; the open one stays among them."""
        wanted = self.request.GET.get("saring", "")
        if wanted not in FILTERS:
            return shown
        keep = (lambda each: not each.item.decision) if wanted == "belum" else (lambda each: each.lacks_paper)
        return [each for each in shown if keep(each) or each is current]

    def current(self, shown: list[ItemShown]) -> ItemShown | None:
        """The name that is asked for, else the first one without a decision."""
        asked = self.request.GET.get("n", "")
        if asked.isdecimal() and (found := next((each for each in shown if each.item.position == int(asked)), None)):
            return found
        return None if asked == "tidak" else next((each for each in shown if not each.item.decision), None)


def place_words(position: int | None) -> str:
    """no. 17, for somebody who is on the list already."""
    return f"no. {position}" if position else ""


def following(shown: list[ItemShown], current: ItemShown | None) -> int | None:
    """The place of the next name without a decision after the open one; from the top again at the end."""
    if current is None:
        return None
    place = current.item.position
    others = [each.item.position for each in shown if not each.item.decision and each is not current]
    return next((each for each in others if each > place), others[0] if others else None)


def open_form(item: Item) -> dict[str, Any]:
    """The open item as its form shows it."""
    filled = list(item.values.items())
    rows = []
    for row in ROWS_OF_CORRECTIONS:
        name, text = filled[row - 1] if row <= len(filled) else ("", "")
        secret = name in NUMBERS
        shown = "" if secret else display_text(name, text) if name else ""
        rows.append((row, name, shown, correction_words(item, name) if secret else ""))
    return {
        "outcomes": outcome_choices(),
        "corrections": rows,
        "correctable": correctable(),
        "places": sorted(kelurahan_of_kendari().values(), key=lambda region: region.name),
    }


def find(view: OneMinutes, term: str) -> dict[str, Any]:
    """Citizens of the berita acara's kelurahan that a term may mean, each with its place if it has one."""
    term = term.strip()
    hits = find_citizens(user=view.person, term=term, where="Berita acara", limit=12) if len(term) >= 2 else []
    own = [hit.citizen for hit in hits if hit.citizen.kelurahan_id == view.minutes.kelurahan_id]
    places = dict(view.minutes.items.filter(citizen__in=own).values_list("citizen_id", "position")) if own else {}
    return {"term": term, "hits": [(citizen, place_words(places.get(citizen.pk))) for citizen in own[:8]]}


class FindView(WritingView):
    """Hits while one types (htmx)."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        context = {"minutes": self.minutes, **find(self, request.POST.get("q", ""))}
        return render(request, "minutes/_hits.html", context)


class AddView(WritingView):
    """A tap puts somebody on the list."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        people = Citizen.objects.visible_to(self.person).filter(kelurahan=self.minutes.kelurahan)
        chosen = request.POST.get("citizen", "")
        citizen = get_object_or_404(people, pk=int(chosen) if chosen.isdecimal() else 0)
        ready = {each.citizen.pk: each.words for each in queries.ready_list(self.minutes.kelurahan)}
        item = services.add_citizen(minutes=self.minutes, citizen=citizen, origin=ready.get(citizen.pk, ""))
        return redirect(f"{reverse('minutes:names', args=[pk])}?n={item.position}#kini")


class AddUnknownView(WritingView, FormView):
    """Somebody who is not in the register: a new proposal."""

    template_name = "minutes/unknown.html"
    form_class = UnknownForm
    submit = "Tambah ke berita acara"

    def done(self, form: Any) -> str:
        item = services.add_unknown(minutes=self.minutes, given=form.cleaned_data)
        return f"{reverse('minutes:names', args=[self.minutes.pk])}?n={item.position}#kini"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = (str(self.minutes), reverse("minutes:names", args=[self.minutes.pk]))
        return {**super().get_context_data(**kwargs), "title": "Nama baru", "minutes": self.minutes, "back": back}


class OneItem(WritingView):
    """A view of one item of a draft."""

    @cached_property
    def item(self) -> Item:
        found = get_object_or_404(self.minutes.items.select_related("citizen"), pk=self.kwargs["item"])
        found.minutes = self.minutes
        return found

    def to(self, position: int | None) -> HttpResponse:
        """The page of the names with one of them open."""
        place = f"?n={position}#kini" if position else "?n=tidak"
        return redirect(f"{reverse('minutes:names', args=[self.minutes.pk])}{place}")


class ItemView(OneItem):
    """Keep what is typed on one person; with the button, go on to the next."""

    def post(self, request: HttpRequest, pk: int, item: int) -> HttpResponse:
        form = ItemForm(request.POST)
        quiet = TYPED in request.headers
        if not form.is_valid():
            words = " ".join(str(error) for errors in form.errors.values() for error in errors)
            return self.refused(words, quiet=quiet)
        try:
            saved = services.write_item(item=self.item, said=form.said(self.item.values))
        except ImpossibleValue as error:
            return self.refused(str(error), quiet=quiet)
        if quiet:
            words = f"tersimpan {timezone.localtime(saved.minutes.saved_at):%H.%M}"
            return HttpResponse(words, content_type="text/plain")
        shown = queries.items_shown(self.minutes)
        current = next(each for each in shown if each.item.pk == saved.pk)
        return self.to(following(shown, current))

    def refused(self, words: str, *, quiet: bool) -> HttpResponse:
        """The sentence beside the name that stays open."""
        if quiet:
            return HttpResponse(words, status=422, content_type="text/plain")
        messages.warning(self.request, words)
        return self.to(self.item.position)


class DropView(OneItem):
    """Take somebody off the list of a draft."""

    def post(self, request: HttpRequest, pk: int, item: int) -> HttpResponse:
        if not self.minutes.items.filter(pk=item).exists():
            return self.to(None)  # a second click: it is gone already
        name = self.item.person_name
        services.drop_item(item=self.item)
        messages.success(request, f"{name} tidak lagi di berita acara ini.")
        return self.to(None)


class ItemPaperView(OneMinutes, FormView):
    """A photo or scan for one person: while the draft is written, or for a name that came back."""

    permission = "minutes.write"
    form_class = ItemPaperForm
    submit = "Simpan berkas"

    @cached_property
    def item(self) -> Item:
        return get_object_or_404(self.minutes.items.select_related("citizen", "minutes"), pk=self.kwargs["item"])

    def done(self, form: Any) -> str:
        if not self.minutes.is_draft and self.item.review != Item.State.RETURNED:
            raise Refusal("Berkas ditambahkan pada draf, atau pada nama yang dikembalikan.")
        try:
            services.add_paper(
                item=self.item, kind=form.cleaned_data["kind"], upload=form.cleaned_data["scan"], actor=self.person
            )
        except RefusedScan as refused:
            raise Refusal(str(refused)) from refused
        return self.whence

    @property
    def whence(self) -> str:
        if self.minutes.is_draft:
            return f"{reverse('minutes:names', args=[self.minutes.pk])}?n={self.item.position}#kini"
        return self.minutes.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"title": f"Bukti untuk {self.item.person_name}", "back": (str(self.minutes), self.whence)}
        return {**super().get_context_data(**kwargs), **shown}
