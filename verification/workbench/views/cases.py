"""Pages of one case: look, decide, undo; each answer brings the next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import ReadLog
from dtks.accounts.services import log_read
from dtks.web.locking import locked
from dtks.web.memory import forget, lessen
from dtks.web.navigation import offered_part
from dtks.web.refusals import Refusal
from dtks.web.views import ButtonView, RoomView
from verification.corrections.models import MACHINE_ORIGINS, ChangeRequest, ChangeRequestQuerySet, FieldChange, Reason
from verification.corrections.queries import load_for_decision, may_decide, with_traces
from verification.corrections.queries.permissions import waits_for_words
from verification.corrections.services import (
    DAYS_TO_ANSWER,
    AlreadyDecided,
    Because,
    asked_words,
    decide_held,
    hold,
    send_back_held,
)
from verification.monthly.queries.ahead import batch_ahead
from verification.reconciliation.queries.adjudicated import adjudicated_of
from verification.workbench.queries import (
    Window,
    case_of,
    current_window,
    listed_reasons,
    menu_count,
    waiting_count,
    weigh,
    with_aid,
)
from verification.workbench.queries.cases import Row, is_plain, rows_of
from verification.workbench.queries.matters import matters_of, together, with_newer
from verification.workbench.queries.standings import weighed_lately
from verification.workbench.queries.triage import returns_for, tasks_of, with_points_kept, with_traces_of_work
from verification.workbench.queries.urgent import urgent_of
from verification.workbench.queries.why import why_here
from verification.workbench.services import JOINED, claim, claim_next, release
from verification.workbench.views.last import keep_last, last_of

Verdict = FieldChange.Verdict
SKIPPED = "workbench_skipped"  # ids that the person put aside in this session
AS_LONG = timedelta(minutes=1)  # a page and what it reads may take
LINE = "workbench_line"  # ids that the person wants one after the other, before all others


class NotWritten(Refusal):
    """The act only marks, or says what is missing; the case stays, and nothing of the transaction is kept."""

    def __init__(self, words: str, chosen: dict[str, str] | None = None, *, told: bool = False) -> None:
        super().__init__(words)
        self.chosen = chosen
        self.told = told  # that another request touches the same thing has been said


class Desk(RoomView):
    """What the views of a case share: find it in the person's area, show it, go on to the next."""

    permission = "corrections.decide"
    line_ended = False  # nothing of the list that the person wanted is left

    @cached_property
    def window(self) -> Window:
        return current_window()

    def found(self, pk: int) -> ChangeRequest:
        """The case with its points and surroundings, if it is of the person's area."""
        user: Any = self.request.user
        weigh(self.window)
        visible = with_points_kept(ChangeRequest.objects.visible_to(user)).select_related(*JOINED)
        found: ChangeRequest = get_object_or_404(with_traces_of_work(with_aid(with_traces(visible))), pk=pk)
        return found

    @property
    def skipped(self) -> list[int]:
        found: list[int] = self.request.session.get(SKIPPED, [])
        return found

    def put_aside(self, request: ChangeRequest) -> None:
        """Do not offer it again in this session."""
        self.request.session[SKIPPED] = [*self.skipped, request.pk][-200:]

    def claim_next(self, *, but: int = 0) -> ChangeRequest | None:
        user: Any = self.request.user
        self.line_ended = False
        if line := self.request.session.get(LINE):
            if found := claim_next(user=user, skipped=self.skipped, but=but, among=line):
                return found
            self.line_ended = True
        return claim_next(user=user, skipped=self.skipped, but=but)

    def take(self, found: ChangeRequest) -> None:
        """Claim a case for the person who opened it, if he may decide it now; who only reads it keeps nobody off."""
        user: Any = self.request.user
        if found.state == ChangeRequest.State.SUBMITTED and may_decide(found, user):
            claim(request=found, user=user)

    def next_case(self) -> HttpResponse:
        """Claim the next case and show it."""
        weigh(self.window)
        return self.go_on(self.claim_next())

    def go_on(self, found: ChangeRequest | None, *, last: str = "") -> HttpResponse:
        """To a case that is claimed: as a part that htmx swaps, or by its address. None: the queue is empty."""
        self.count_anew()
        if self.line_ended:  # said and forgotten only here, where the decision before stands
            self.request.session.pop(LINE, None)
            messages.info(self.request, "Daftar yang Anda pilih habis. Berikut perkara teratas dari seluruh antrean.")
        if found is None:
            self.say_empty()
            return self.go(reverse("workbench:queue"), last=last)
        url = reverse("workbench:case", args=[found.pk])
        if not self.request.htmx:  # type: ignore[attr-defined]
            return self.go(url, last=last)
        answer = self.show(found, last=last)
        answer["HX-Push-Url"] = url
        return keep_last(answer, last)

    def say_empty(self) -> None:
        """Nothing is offered any more: the queue is empty, or others have the rest open."""
        if left := waiting_count(self.request.user):  # type: ignore[arg-type]
            words = f"{left} perkara yang tersisa sedang dibuka orang lain, atau Anda lewati. Buka dari daftar ini."
            messages.info(self.request, words)
        else:
            messages.success(self.request, "Antrean habis.")

    def count_anew(self) -> None:
        """What menu, queue and home page count has changed by an act of this person."""
        forget(
            *(f"{own}:{self.request.user.pk}" for own in ("queue", "decided", "board", "left", "seconds", "lacking"))
        )

    def go(self, url: str, *, last: str = "") -> HttpResponse:
        plain = not self.request.htmx  # type: ignore[attr-defined]
        return keep_last(redirect(url) if plain else HttpResponse(headers={"HX-Redirect": url}), last)

    def show(
        self,
        request: ChangeRequest,
        *,
        notice: str = "",
        notice_kind: str = "warning",
        chosen: dict[str, str] | None = None,
        last: str = "",
        told: bool = False,
    ) -> HttpResponse:
        """The case, whole page or the part of it. That it was read is written down."""
        user: Any = self.request.user
        log_read(user=user, act=ReadLog.Act.OPEN, subject="citizen", subject_id=request.citizen_id)
        if not hasattr(request, "_prefetched_objects_cache"):
            load_for_decision([request])
        case, listed = case_of(request, user), listed_reasons()
        context = {
            "title": request.citizen.name,
            "case": case,
            "change_request": request,
            "notice": notice,
            "notice_kind": notice_kind,
            "rows": [(row, (chosen or {}).get(row.change.field, row.change.verdict)) for row in case.rows],
            "window": self.window,
            "batch": batch_ahead(),
            "points": request,
            "tasks": tasks_of(request, user),
            "shown_at": timezone.now().timestamp(),
            "why": why_here(request, self.window),
            "waiting": menu_count(user),
            "refusals": [reason for reason in listed if reason.kind == Reason.Kind.REFUSE],
            "returns": returns_for(request, listed),
            "asked_words": asked_words(request),
            "days_to_answer": DAYS_TO_ANSWER,
            "last": last_of(user, self.request, last),
            "told": told,
            "said": self.request.POST.get("kata", "") if notice else "",  # typed words outlive a refusal of ours
            "said_for": notice and (self.request.POST.get("alasan") or self.request.POST.get("kembalikan", "")),
            "said_on": "kembalikan" if "kembalikan" in self.request.POST else "tolak",
            "holder": self.holder(request, user) if case.permission else "",
            "urgent": urgent_of(request),
            "asked": offered_part("papers_asked", user, request) if case.need.missing else None,
            "may_reverse": user.may("corrections.decide") or user.may("corrections.propose"),
            "adjudicated": adjudicated_of(request, user),
            "may_read_rules": user.may("papers.see"),
        }
        name = "workbench/_case.html" if self.request.htmx else "workbench/case.html"  # type: ignore[attr-defined]
        return render(self.request, name, context)

    def holder(self, request: ChangeRequest, user: Any) -> str:
        """Who else has the case open, or ''; what is decided is nobody's."""
        other = request.state == ChangeRequest.State.SUBMITTED and request.claimed_by_id not in (None, user.pk)
        live = request.claimed_until is not None and request.claimed_until > timezone.now()
        return str(request.claimed_by) if other and live else ""


def after_words(held: ChangeRequest, tiers: int, tier: int) -> str:
    """What has become of a request by a decision, in words.

    Args:
        tiers: how many it had before.
        tier: at which it stood.
    """
    if held.state != ChangeRequest.State.SUBMITTED:
        return held.get_state_display()
    if held.tier == tier:
        left = sum(not each.verdict and each.accepted_tiers <= tier for each in held.fields.all())
        return f"disimpan sebagian, {left} isian belum diputus"
    if len(held.tiers) > tiers:
        return "dicek orang kedua; belum diterapkan"
    return f"diteruskan kepada {waits_for_words(held)}; belum diterapkan"


def left_words(left: list[Row], marked: dict[str, str] | None = None) -> str:
    """What "Terima semua" left open and why, in words; what a person may still do with it."""
    if not left:
        return "Periksa, lalu simpan."
    what = "; ".join(f"{row.label}, {row.eyes}" for row in left)
    if marked:
        return f"Belum ditandai: {what}. Lihat dahulu, lalu simpan."
    refuse = " Tolak tetap dapat dipakai." if any(row.locked for row in left) else ""
    return f"Tidak ada yang dapat ditandai Terima sekaligus: {what}. Pilih pada barisnya.{refuse}"


class NextCase(Desk, ButtonView):
    """Claim the most useful case."""

    page = "workbench:queue"
    keeps_line = False

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.keeps_line:
            request.session.pop(LINE, None)
        return self.next_case()


class CasePage(Desk):
    """One case on one screen. Opening it claims it for who may decide it, if nobody else has it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self.found(pk)
        load_for_decision([found])
        self.take(found)
        return self.show(found)


class Decide(Desk, ButtonView):
    """What the decision bar sends: accept, refuse, send back, skip, save. The answer is the next case."""

    page = "workbench:case"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.POST.get("act") == "skip":
            return self.skip(self.found(pk))
        weighed_lately(self.window)  # before anything is locked
        try:
            with locked():
                return self.decide(pk)
        except AlreadyDecided:
            return self.next_case()  # a key pressed twice, or somebody was quicker: nothing is decided again
        except NotWritten as marked:
            return self.show(self.found(pk), notice=str(marked), chosen=marked.chosen, told=marked.told)
        except Refusal as refusal:
            return self.show(self.found(pk), notice=str(refusal), chosen=self.chosen())

    def skip(self, found: ChangeRequest) -> HttpResponse:
        release(request=found, user=self.request.user)  # type: ignore[arg-type]
        self.put_aside(found)
        return self.next_case()

    def decide(self, pk: int) -> HttpResponse:
        """Hold the case, claim the next one, read both at once, write."""
        user: Any = self.request.user
        try:
            held = hold(pk, among=self.with_newer(ChangeRequest.objects.visible_to(user)), for_decision=True)
        except ChangeRequest.DoesNotExist as missing:
            raise Http404 from missing
        if held.state != ChangeRequest.State.SUBMITTED:
            raise AlreadyDecided(f"{held.number} {held.get_state_display()}.")
        following = self.claim_next(but=pk)
        # all that its decision asks for; these are not found beside it, where another hand may be writing them
        held.has_papers = held.origin not in MACHINE_ORIGINS  # type: ignore[attr-defined]
        held.has_decisions = held.tier > 0  # type: ignore[attr-defined]
        load_for_decision([held] if following is None else [held, following])
        post, tiers, tier = self.request.POST, len(held.tiers), held.tier
        act = "refuse" if "alasan" in post else "send_back" if "kembalikan" in post else post.get("act", "save")
        getattr(self, f"do_{act}", self.do_save)(held, rows_of(held, user))
        if held.state == ChangeRequest.State.APPLY_FAILED:
            messages.warning(self.request, f"{held.number} belum diterapkan: {held.apply_error}")
        if held.state == ChangeRequest.State.SUBMITTED:
            self.put_aside(held)
        if held.state != ChangeRequest.State.SUBMITTED or not may_decide(held, user):
            lessen(f"waiting:{user.pk}")
        return self.go_on(following, last=f"{user.pk}|{held.pk}|{held.number}|{after_words(held, tiers, tier)}")

    def chosen(self) -> dict[str, str]:
        """Verdicts of the form."""
        marks = self.request.POST.items()
        return {name[2:]: value for name, value in marks if name.startswith("v-") and value in Verdict.values and value}

    def do_accept_all(self, held: ChangeRequest, rows: list[Row]) -> None:
        """One key for a plain case or one that is decided whole; any other is only marked, and written by the next."""
        waiting = [row for row in rows if row.pending]
        if held.is_whole:
            self.accept_whole(held, waiting)
            return
        chosen = {row.change.field: Verdict.ACCEPTED for row in waiting if not row.flagged} | self.chosen()
        if is_plain(rows) and set(chosen.values()) == {Verdict.ACCEPTED}:
            self.write(held, rows, chosen)
            return
        raise NotWritten(left_words([row for row in waiting if row.change.field not in chosen], marked=chosen), chosen)

    def accept_whole(self, held: ChangeRequest, waiting: list[Row]) -> None:
        """All its fields at once; a value that has changed since must have been seen."""
        chosen = self.chosen()
        unseen = [r.label for r in waiting if r.conflict and chosen.get(r.change.field) != Verdict.ACCEPTED]
        if unseen:
            words = f"{', '.join(unseen)} sudah berubah sejak usulan dibuat. Pilih Pakai usulan, lalu Terima semua."
            raise NotWritten(words, chosen)
        self.write(held, waiting, {row.change.field: Verdict.ACCEPTED for row in waiting})

    def do_save(self, held: ChangeRequest, rows: list[Row]) -> None:
        """Write what is marked."""
        if held.is_whole:
            raise NotWritten("Perkara ini diputuskan utuh: Terima semua, atau Tolak.", self.chosen())
        if not self.chosen():
            waiting = [row for row in rows if row.pending]
            if all(row.flagged for row in waiting):
                raise NotWritten(left_words(waiting))
            raise NotWritten("Belum ada isian yang ditandai. Pilih Terima atau Tolak pada barisnya, atau Terima semua.")
        self.write(held, rows, self.chosen())

    def do_refuse(self, held: ChangeRequest, rows: list[Row]) -> None:
        """Refuse the current field, or all that is open, for a listed reason."""
        post = self.request.POST
        waiting = [row for row in rows if row.pending]
        whole = post.get("lingkup") == "case" or len(waiting) == 1
        meant = [row for row in waiting if whole or row.change.field == post.get("kini")]
        if not meant:
            words = "Belum jelas isian mana yang ditolak. Tandai Tolak pada barisnya, lalu simpan."
            raise NotWritten(words, self.chosen())
        because = Because(post["alasan"], post.get("kata", "").strip())
        self.write(held, rows, {row.change.field: Verdict.REFUSED for row in meant}, because=because)

    def do_send_back(self, held: ChangeRequest, rows: list[Row]) -> None:
        """Give it back to its maker."""
        because = Because(self.request.POST["kembalikan"], self.request.POST.get("kata", "").strip())
        send_back_held(held, checker=self.request.user, because=because)  # type: ignore[arg-type]

    def write(
        self, held: ChangeRequest, rows: list[Row], chosen: dict[str, Any], because: Because | None = None
    ) -> None:
        user: Any = self.request.user
        post = self.request.POST
        self.require_seen(held, chosen)
        own = {row.change.field: because or self.because_of(row) for row in rows}
        over = {name[5:]: str(value) for name, value in post.items() if name.startswith("over-") and name[5:] in chosen}
        decide_held(held, verdicts=chosen, checker=user, reasons=own, over=over)

    def with_newer(self, visible: ChangeRequestQuerySet) -> ChangeRequestQuerySet:
        """With what came beside the case since the page was made, where the page says when that was."""
        try:
            made = datetime.fromtimestamp(float(self.request.POST["dilihat"]), tz=UTC)
        except (KeyError, ValueError, OverflowError):
            return visible
        return with_newer(visible, made - AS_LONG)

    def require_seen(self, held: ChangeRequest, chosen: dict[str, Any]) -> None:
        """Nothing is accepted before the person was told that another request of the family touches the same thing.

        The page says what it showed and when, so that only what came since is asked of the table; a page that says
        nothing of it is not believed.
        """
        if Verdict.ACCEPTED not in chosen.values():
            return
        shown = [number for number in self.request.POST.get("bersama", "")[:400].split(",") if number]
        unseen = [] if "diberitahu" in self.request.POST else shown
        if not unseen and getattr(held, "has_newer", True):
            matters = [each.request.number for each in together(matters_of(held))]
            unseen = [number for number in matters if number not in shown]
        if unseen:
            press = "Lihat dahulu (G), atau tekan sekali lagi untuk menerima yang ini."
            raise NotWritten(f"{unseen[0]} menyentuh hal yang sama. {press}", chosen, told=True)

    def because_of(self, row: Row) -> Because:
        """The reason that stands beside a refused field; who keeps the present value has said why."""
        code = self.request.POST.get(f"r-{row.change.field}") or ("NEWER_VALUE" if row.conflict else "")
        return Because(code, self.request.POST.get("kata", "").strip())
