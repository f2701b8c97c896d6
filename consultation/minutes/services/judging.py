"""Dinsos judges a berita acara name by name: accepted, sent back, or on hold. One name holds up no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from consultation.minutes.models import Decision, Item, Minutes, Review
from consultation.minutes.queries.judging import OBJECTED, SEEN_AT_HOME, change_of, is_plain
from consultation.minutes.queries.names import items_shown
from dtks.accounts.models import Role, User
from dtks.assignments.models import Kind
from dtks.assignments.services import Draft, assign
from dtks.jobs.services import emit
from dtks.registry.models import Citizen, Source
from dtks.registry.services import register_citizen
from dtks.web.locking import locked
from dtks.web.refusals import Refusal
from verification.corrections.models import ChangeRequest, Origin
from verification.corrections.services import cite, propose, resting_on, uncite, uncite_place

State = Item.State


class NotOpen(Refusal):
    """The item does not wait for this act now."""


@dataclass(frozen=True)
class Judged:
    """What became of one name of several."""

    item: Item
    done: bool
    words: str


def judge(*, item: Item, verdict: str, reason: str = "", actor: User) -> Item:
    """Accept a name, send it back with a reason, put it on hold with a reason, or open it again.

    An accepted name becomes a change request that cites the berita acara at its item; the maker is who handed it in.
    A name that is no longer accepted no longer stands behind its request.

    Raises:
        NotOpen: the berita acara is not at Dinsos, a reason is missing, or the request was decided already.
    """
    if verdict in (State.RETURNED, State.HELD) and not reason.strip():
        raise NotOpen("Pilih atau tulis sebabnya.")
    with locked():
        held = _held(item)
        if held.review == verdict and verdict in (State.ACCEPTED, State.OPEN):
            return held
        if verdict == State.ACCEPTED:
            held.request = _request_of(held)
        elif held.review == State.ACCEPTED:
            _let_go(held)
        if verdict in (State.RETURNED, State.HELD) and held.minutes.scan is not None:
            uncite_place(document=held.minutes.scan, locator=held.locator)
        held.review, held.review_reason = verdict, reason.strip()[:200]
        held.reviewed_at = timezone.now() if verdict != State.OPEN else None
        held.news_seen_at = None
        held.save(update_fields=["review", "review_reason", "reviewed_at", "request", "news_seen_at"])
        Review.objects.create(item=held, verdict=verdict, reason=held.review_reason, by=actor)
        if verdict == State.HELD and held.review_reason.startswith(SEEN_AT_HOME):
            _ask_for_visit(held, actor)
        _settle(held.minutes)
        emit(kind="minutes.judged", payload={"item": held.pk, "verdict": verdict})
    return held


def _ask_for_visit(item: Item, actor: User) -> None:
    """Somebody goes there before the name is judged; whoever is in no list yet has no address to go to."""
    if item.citizen is None:
        return
    objection = item.review_reason.startswith(OBJECTED)
    origin = f"{'Keberatan, berita' if objection else 'Berita'} acara {item.of_minutes}"
    step = ". ".join(part for part in (item.get_decision_display() if item.decision else "", item.reason) if part)
    assign(
        draft=Draft(
            kind=Kind.VISIT, role=Role.FACILITATOR, title="Kunjungi sebelum diputus", step=step[:240],
            origin=origin[:120], citizen=item.citizen, key=f"minutes|i{item.pk}",
        ),
        by=actor,
    )  # fmt: skip


def _held(item: Item) -> Item:
    minutes = Minutes.objects.select_for_update(of=("self",)).select_related("kelurahan").get(pk=item.minutes_id)
    if minutes.state not in Minutes.FROZEN:
        raise NotOpen("Berita acara ini belum diserahkan.")
    held = Item.objects.select_for_update(of=("self",)).select_related("citizen", "request__citizen", "moved_to").get(
        pk=item.pk
    )  # fmt: skip
    held.minutes = minutes
    return held


def _request_of(item: Item) -> ChangeRequest | None:
    """The request that the item makes or stands behind; None where the register does not change."""
    change = change_of(item)
    if change is None:
        return _open_request(item)
    minutes = item.minutes
    assert minutes.handed_in_by is not None and minutes.scan is not None
    if request := resting_on(document=minutes.scan, locator=item.locator, act=change.act):
        cite(request=request, document=minutes.scan, locator=item.locator)
        return request
    citizen = item.citizen or (item.request.citizen if item.request else _registered(item))
    documents = [paper.document for paper in item.papers.select_related("document")]
    request = propose(
        citizen=citizen, act=change.act, values=change.values, origin=Origin.MINUTES, maker=minutes.handed_in_by,
        origin_reference=f"BA {minutes.number} {item.locator}"[:60], reason=change.reason, documents=documents,
        outcome=item.outcome,
    )  # fmt: skip
    cite(request=request, document=minutes.scan, locator=item.locator)
    return request


def _open_request(item: Item) -> ChangeRequest | None:
    """A correction without new values confirms what is open already: the meeting stands behind it."""
    if item.decision != Decision.CORRECTION or item.citizen is None:
        return None
    found = list(item.citizen.change_requests.open())
    if not found:
        raise NotOpen(f"{item.person_name}: isian yang diperbaiki belum ditulis. Kembalikan dengan sebab itu.")
    assert item.minutes.scan is not None
    for request in found:
        cite(request=request, document=item.minutes.scan, locator=item.locator)
    return found[0]


def _registered(item: Item) -> Citizen:
    """Somebody who was in no list yet is written down with what the meeting said of him."""
    nik = item.given.get("nik", "")
    if nik and Citizen.objects.filter(nik=nik).exists():
        raise NotOpen(
            f"NIK pada {item.locator} sudah dimiliki warga lain di daftar. Periksa dahulu, lalu kembalikan nama ini."
        )
    assert item.minutes.handed_in_by is not None
    return register_citizen(
        values={**item.given, "kelurahan": item.minutes.kelurahan.code}, actor=item.minutes.handed_in_by,
        reference=item.minutes.number, source=Source.MINUTES,
    )  # fmt: skip


def _let_go(item: Item) -> None:
    """The item no longer stands behind its request, as long as nobody has decided it."""
    request, scan = item.request, item.minutes.scan
    if request is None or scan is None:
        return
    if request.sealed_in:
        raise NotOpen(f"Usulan {request.number} sudah dikirim ke pusat. Balikkan lewat usulan baru.")
    uncite(request=request, document=scan)


def _settle(minutes: Minutes) -> None:
    """Checked once no name waits for Dinsos any more."""
    waiting = minutes.items.filter(review__in=[State.OPEN, State.HELD]).exists()
    state = Minutes.State.HANDED_IN if waiting else Minutes.State.CHECKED
    if state != minutes.state:
        minutes.state = state
        minutes.checked_at = None if waiting else timezone.now()
        minutes.save(update_fields=["state", "checked_at"])


def judge_plain(*, minutes: Minutes, actor: User) -> list[Judged]:
    """Accept every open name that has nothing to look at, each on its own: one that fails stops no other."""
    outcomes = []
    for shown in items_shown(minutes):
        if not is_plain(shown):
            continue
        try:
            judge(item=shown.item, verdict=State.ACCEPTED, actor=actor)
        except Refusal as refusal:
            outcomes.append(Judged(shown.item, False, str(refusal)))
        else:
            outcomes.append(Judged(shown.item, True, "diterima"))
    return outcomes


@transaction.atomic
def answer_return(*, item: Item, answer: str, actor: User) -> Item:
    """The kelurahan sends a returned name again, with more papers or an explanation. What was signed stays.

    Raises:
        NotOpen: it was not returned, or nothing was said.
    """
    held = _held(item)
    if held.review != State.RETURNED:
        raise NotOpen(f"{held.person_name} tidak sedang dikembalikan.")
    if not answer.strip():
        raise NotOpen("Tulis apa yang sudah dilengkapi.")
    held.review, held.answer, held.reviewed_at = State.OPEN, answer.strip()[:240], None
    held.save(update_fields=["review", "answer", "reviewed_at"])
    Review.objects.create(item=held, verdict=State.OPEN, reason=held.answer[:200], by=actor)
    _settle(held.minutes)
    return held


def numbers_of(items: Sequence[Item]) -> dict[str, int]:
    """How many stand in each state."""
    return {state.value: sum(item.review == state for item in items) for state in State}


def see_news(*, user: User) -> int:
    """The officer has read what became of his names. Returns how many were new."""
    own = Minutes.objects.visible_to(user).handed_in()
    fresh = Item.objects.filter(minutes__in=own, reviewed_at__isnull=False, news_seen_at=None)
    return fresh.update(news_seen_at=timezone.now())
