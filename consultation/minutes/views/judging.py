"""Dinsos judges a berita acara name by name, beside the scan."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from consultation.minutes import services
from consultation.minutes.models import Item
from consultation.minutes.queries import ItemShown
from consultation.minutes.queries.judging import HOLD_REASONS, RETURN_REASONS, consequence, is_plain
from consultation.minutes.views.meetings import OneMinutes
from dtks.accounts.services import log_read
from dtks.web.refusals import Refusal
from dtks.web.views.forms import one_effect
from verification.corrections.queries import crossing_sentences

State = Item.State
CHIPS = {
    State.OPEN: ("kosong", "belum", "clock"), State.ACCEPTED: ("padan", "Diterima", "check"),
    State.RETURNED: ("berbeda", "Dikembalikan", "return"), State.HELD: ("kosong", "Ditahan", "pause"),
}  # fmt: skip
FILTERS = {
    "belum": ("Belum", State.OPEN),
    "dikembalikan": ("Dikembalikan", State.RETURNED),
    "ditahan": ("Ditahan", State.HELD),
}
LAST = "judged"  # in the session: the item judged last, for Urungkan


class ReviewView(OneMinutes):
    """Item by item: accept, send back, hold; the scan stands beside."""

    permission = "minutes.review"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.minutes.is_draft or self.minutes.version is None:
            return redirect("minutes:list")
        log_read(user=self.person, act="open", subject="document", subject_id=self.minutes.scan_id or 0)
        return render(request, "minutes/review.html", self.context())

    def context(self) -> dict[str, Any]:
        """Everything that the page shows."""
        frame = self.frame("review")
        shown: list[ItemShown] = frame["shown"]
        items = [each.item for each in shown]
        numbers = services.numbers_of(items)
        current = self.current(shown)
        wanted = self.request.GET.get("saring", "")
        state = FILTERS[wanted][1] if wanted in FILTERS else None
        last = next((item for item in items if item.pk == self.request.session.get(LAST)), None)
        return {
            **frame,
            "title": self.minutes.title,
            "numbers": numbers,
            "parts": [
                (numbers["accepted"], "diterima", "ok"), (numbers["returned"], "dikembalikan", "be"),
                (numbers["held"], "ditahan", "td"), (numbers["open"], "belum", "redup"),
            ],
            "rows": [(each, CHIPS[State(each.item.review)]) for each in shown if self.shows(each, state, current)],
            "filters": [(name, word, numbers[value]) for name, (word, value) in FILTERS.items() if numbers[value]],
            "filter": wanted,
            "current": current,
            "consequence": consequence(current.item) if current else "",
            "following": self.following(shown, current),
            "plain": sum(is_plain(each) for each in shown),
            "return_reasons": RETURN_REASONS,
            "hold_reasons": HOLD_REASONS,
            "last": last,
        }  # fmt: skip

    def shows(self, each: ItemShown, state: str | None, current: ItemShown | None) -> bool:
        return state is None or each.item.review == state or each is current

    def current(self, shown: list[ItemShown]) -> ItemShown | None:
        """The name that is asked for, else the first that waits."""
        asked = self.request.GET.get("n", "")
        if asked.isdecimal() and (found := next((each for each in shown if each.item.position == int(asked)), None)):
            return found
        return next((each for each in shown if each.item.review == State.OPEN), None)

    def following(self, shown: list[ItemShown], current: ItemShown | None) -> int | None:
        """The place of the next name that waits."""
        if current is None:
            return None
        waiting = [each.item.position for each in shown if each.item.review == State.OPEN and each is not current]
        return next((place for place in waiting if place > current.item.position), waiting[0] if waiting else None)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Accept all that have nothing to look at, or take the last judgement back."""
        if self.minutes.is_draft:
            raise PermissionDenied
        return one_effect(request, self.undo if "undo" in request.POST else self.accept_plain)

    def undo(self) -> str:
        last = self.minutes.items.filter(pk=self.request.session.pop(LAST, 0)).first()
        if last is None:
            raise Refusal("Tidak ada putusan yang bisa diurungkan di halaman ini.")
        services.judge(item=last, verdict=State.OPEN, actor=self.person)
        return f"{self.url}?n={last.position}#kini"

    def accept_plain(self) -> str:
        outcomes = services.judge_plain(minutes=self.minutes, actor=self.person)
        done = sum(outcome.done for outcome in outcomes)
        messages.success(self.request, f"{done} nama tanpa catatan diterima.")
        for outcome in outcomes:
            if not outcome.done:
                messages.warning(self.request, outcome.words)
        return self.url

    @property
    def url(self) -> str:
        return reverse("minutes:review", args=[self.minutes.pk])


class JudgeView(ReviewView):
    """The judgement of one name; afterwards the next one is open."""

    @cached_property
    def item(self) -> Item:
        found = get_object_or_404(self.minutes.items.all(), pk=self.kwargs["item"])
        found.minutes = self.minutes
        return found

    def get(self, request: HttpRequest, pk: int, item: int = 0) -> HttpResponse:
        return redirect(f"{self.url}?n={self.item.position}#kini")

    def post(self, request: HttpRequest, pk: int, item: int = 0) -> HttpResponse:
        verdict = request.POST.get("verdict", "")
        if verdict not in (State.ACCEPTED, State.RETURNED, State.HELD):
            messages.warning(request, f"Pilih Terima, Kembalikan, atau Tahan untuk {self.item.person_name}.")
            return redirect(f"{self.url}?n={self.item.position}#kini")
        try:
            return one_effect(request, lambda: self.act(verdict))
        except Refusal as refusal:
            messages.warning(request, str(refusal))
            return redirect(f"{self.url}?n={self.item.position}#kini")

    def act(self, verdict: str) -> str:
        reasons = {State.RETURNED: "return_reason", State.HELD: "hold_reason"}
        listed = self.request.POST.get(reasons.get(State(verdict), ""), "")
        words = self.request.POST.get("words", "").strip()
        reason = ": ".join(part for part in (listed if listed != "own" else "", words) if part)
        judged = services.judge(item=self.item, verdict=verdict, reason=reason, actor=self.person)
        self.request.session[LAST] = judged.pk
        for words in crossing_sentences([judged.request if verdict == State.ACCEPTED else None], self.person):
            messages.warning(self.request, words)
        return f"{self.url}?sesudah={judged.position}#kini"


class AnswerView(OneMinutes):
    """The kelurahan sends a returned name again, with what was completed."""

    permission = "minutes.write"

    def post(self, request: HttpRequest, pk: int, item: int) -> HttpResponse:
        found = get_object_or_404(self.minutes.items.all(), pk=item)

        def act() -> str:
            services.answer_return(item=found, answer=request.POST.get("answer", ""), actor=self.person)
            messages.success(request, f"{found.person_name} dikirim lagi ke Dinas Sosial.")
            return self.minutes.get_absolute_url()

        return one_effect(request, act)
