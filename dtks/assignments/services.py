"""Acts on assignments: give, take, hand over, finish, cancel; and what a machine writes and takes back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from dtks.accounts.models import User
from dtks.assignments.models import GIVE, LIVE, WORK, Assignment, Outcome, Owner, State
from dtks.jobs.models import Choice, ChoiceRow
from dtks.jobs.services import ChoiceKind, Done, Look, emit
from dtks.office.models import Region
from dtks.office.queries import working_days_after
from dtks.registry.models import Citizen, Household
from dtks.web.refusals import Refusal
from dtks.web.templatetags.formats import day

AT_ONCE = 1_000
USUAL_DAYS = 10  # working days


class Ended(Refusal):
    """The assignment has ended."""


class TakenBySomebody(Refusal):
    """Somebody else is working on it."""


class WrongPerson(Refusal):
    """The person holds no mandate for this work there."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An assignment to be written.

    kind: a Kind. role: a Role whose people see it, in the region. title: a few words, no number of a person.
    step: what to do, in plain words; say: what the citizen is told. owner: who must move next (Owner).
    citizen, household, region: about whom; without region it lies in the citizen's or household's kelurahan.
    person: to one person instead of whoever of the role takes it. days: working days until it is due.
    origin: where it comes from, as text, and origin_url its page. key: written again with the same key while it lives,
    nothing happens; left empty it is made of kind, origin and subject. again_on: the day on which a machine asks its
    source again; the same key is not written anew before it, even after the assignment has ended.
    """

    kind: str
    role: str
    title: str
    origin: str
    origin_url: str = ""
    citizen: Citizen | None = None
    household: Household | None = None
    region: Region | None = None
    person: User | None = None
    days: int = USUAL_DAYS
    step: str = ""
    say: str = ""
    owner: str = Owner.OFFICE
    key: str = ""
    again_on: date | None = None

    @property
    def whole_key(self) -> str:
        """The given key, or one of kind, origin and subject."""
        subject = f"c{self.citizen.pk if self.citizen else ''}h{self.household.pk if self.household else ''}"
        place = self.region.code if self.region else ""
        return self.key or f"{self.kind}|{self.origin}|{subject}|{place}"[:160]


@transaction.atomic
def assign(*, draft: Draft, by: User | None = None) -> Assignment:
    """Write one assignment; if one with its key lives, or rests until its day, that one is given back."""
    found = Assignment.objects.filter(key=draft.whole_key, state__in=LIVE).first() or _resting([draft]).get(
        draft.whole_key
    )
    if found is not None:
        return found
    Assignment.objects.bulk_create([_row(draft, by, {})], ignore_conflicts=True)  # a race: the other one's row stands
    return Assignment.objects.get(key=draft.whole_key, state__in=LIVE)


@transaction.atomic
def assign_many(*, drafts: Iterable[Draft], by: User | None = None) -> int:
    """Write many; those whose key lives or rests are passed over. Returns how many are new."""
    wanted, due = list(drafts), dict[int, date]()
    keys = [draft.whole_key for draft in wanted]
    passed = set(Assignment.objects.filter(key__in=keys, state__in=LIVE).values_list("key", flat=True))
    passed |= set(_resting(wanted))
    rows = {draft.whole_key: _row(draft, by, due) for draft in wanted if draft.whole_key not in passed}
    Assignment.objects.bulk_create(rows.values(), batch_size=AT_ONCE, ignore_conflicts=True)
    return len(rows)


def _resting(drafts: Iterable[Draft]) -> dict[str, Assignment]:
    """Ended ones whose source is asked again only later, by key."""
    keys = [draft.whole_key for draft in drafts]
    ended = Assignment.objects.filter(key__in=keys, state=State.DONE, again_on__gt=timezone.localdate())
    return {each.key: each for each in ended.exclude(outcome=Outcome.CHANGED)}


def _row(draft: Draft, by: User | None, due: dict[int, date]) -> Assignment:
    if draft.days not in due:
        due[draft.days] = working_days_after(timezone.localdate(), draft.days)
    subject = draft.citizen or draft.household
    place = draft.region.pk if draft.region else (subject.kelurahan_id if subject else None)
    return Assignment(
        kind=draft.kind, title=draft.title, step=draft.step, say=draft.say, owner=draft.owner, citizen=draft.citizen,
        household=draft.household, region_id=place,
        role=draft.role, person=draft.person, due_on=due[draft.days], again_on=draft.again_on, origin=draft.origin,
        origin_url=draft.origin_url, key=draft.whole_key, made_by=by, changed_by=by,
    )  # fmt: skip


def _locked(assignment: Assignment) -> Assignment:
    found = Assignment.objects.select_for_update(of=("self",)).select_related("region").get(pk=assignment.pk)
    if not found.is_live:
        raise Ended(f"Tugas ini sudah {found.get_state_display()}.")
    return found


def _changed(assignment: Assignment, by: User | None, note: str = "") -> Assignment:
    assignment.changed_by, assignment.changed_at, assignment.note = by, timezone.now(), note[:300]
    assignment.save()
    return assignment


@transaction.atomic
def take(*, assignment: Assignment, by: User) -> Assignment:
    """Somebody says that he does it. Taken twice by the same person it stays his.

    Raises:
        Ended: it has ended.
        TakenBySomebody: another person has it.
    """
    found = _locked(assignment)
    if found.person_id not in (None, by.pk):
        raise TakenBySomebody(f"Tugas ini sedang dikerjakan {found.person}.")
    if found.state == State.TAKEN:
        return found
    found.state, found.person = State.TAKEN, by
    return _changed(found, by)


@transaction.atomic
def hand_over(
    *, assignment: Assignment, by: User, person: User | None = None, role: str = "", note: str = ""
) -> Assignment:
    """Give it to a person, or back to whoever of a role takes it.

    Args:
        person: who does it from now on; his mandate must reach the assignment's area.
        role: the role whose work it becomes; empty leaves the role, or takes the person's own.

    Raises:
        Ended: it has ended.
        WrongPerson: the person works elsewhere, or does no such work.
    """
    found = _locked(assignment)
    if person is not None:
        roles = [mandate.role for mandate in person.mandates_today if _reaches(mandate.region, found.region)]
        roles = [each for each in roles if not role or each == role]
        if not roles:
            raise WrongPerson(f"{person} tidak bertugas di {found.place_words}.")
        role = found.role if found.role in roles else roles[0]
    found.person, found.role, found.state = person, role or found.role, State.OPEN
    return _changed(found, by, note)


def _reaches(area: Region | None, place: Region | None) -> bool:
    return area is None or (place is not None and place.code.startswith(area.code))


@transaction.atomic
def finish(*, assignment: Assignment, by: User | None, outcome: str = Outcome.DONE, note: str = "") -> Assignment:
    """End it with an outcome: an Outcome, or a code of the origin's own. `by` None is the machine.

    Raises:
        Ended: it has ended.
    """
    found = _locked(assignment)
    found.state, found.outcome, found.ended_at = State.DONE, outcome, timezone.now()
    if by is not None:
        found.person = found.person or by
    return _ended(_changed(found, by, note))


@transaction.atomic
def cancel(*, assignment: Assignment, by: User | None, note: str) -> Assignment:
    """End it without work done; the note says why.

    Raises:
        Ended: it has ended.
    """
    found = _locked(assignment)
    found.state, found.ended_at = State.CANCELLED, timezone.now()
    return _ended(_changed(found, by, note))


def _ended(assignment: Assignment) -> Assignment:
    """What a person ended is told to the room that asked for it; a machine knows what it ended itself."""
    if assignment.changed_by is not None:
        emit(kind="assignment.ended", payload={"assignment": assignment.pk})
    return assignment


@transaction.atomic
def settle(*, prefix: str, citizens: Iterable[int], keep: Iterable[str] = (), note: str = "") -> int:
    """A machine looked again: live assignments of these citizens whose key begins with `prefix` end as "changed".

    Args:
        prefix: what the machine's keys begin with, "padan:".
        keep: keys that still hold.

    Returns:
        How many ended.
    """
    now = timezone.now()
    over = Assignment.objects.live().filter(citizen__in=list(citizens), key__startswith=prefix)
    return over.exclude(key__in=list(keep)).update(
        state=State.DONE, outcome=Outcome.CHANGED, note=note[:300], changed_by=None, changed_at=now, ended_at=now
    )


class WorkKind(ChoiceKind):
    """Base of choices that give out work, an assignment a row: taken back, what nobody has begun is cancelled."""

    permission = GIVE
    button = "Tugaskan"
    take_back = (
        "Seluruhnya dapat ditarik kembali: tugas yang belum diambil siapa pun dibatalkan, yang sudah dikerjakan tetap "
        "dan disebut."
    )

    def draft(self, *, subject: Any, choice: Choice) -> Draft:
        """The work of one row."""
        raise NotImplementedError

    def do(self, *, subject: Any, user: User, choice: Choice) -> Done:
        """Give it, unless it lives or rests."""
        draft = self.draft(subject=subject, choice=choice)
        fresh = bool(assign_many(drafts=[draft], by=user))
        given = Assignment.objects.filter(key=draft.whole_key).order_by("pk").last()
        assert given is not None
        if not fresh:
            return Done(words=given_words(given), url=given.get_absolute_url(), fresh=False)
        words = f"tugas bagi Kel. {given.place_words}, tenggat {day(given.due_on)}"
        return Done(words=words, url=given.get_absolute_url(), made={"assignment": given.pk})

    def undo(self, *, row: ChoiceRow, user: User, reason: str) -> str:
        """Cancel it, where nobody has begun."""
        given = _locked(Assignment.objects.get(pk=row.made["assignment"]))
        if given.state != State.OPEN or given.person_id is not None:
            raise TakenBySomebody(f"Sudah dikerjakan {given.person}.")
        cancel(assignment=given, by=user, note=reason)
        return "tugas dibatalkan"


def given_words(given: Assignment) -> str:
    """Why work is not given again, in words."""
    if given.is_live:
        return f"Sudah ditugaskan sebelumnya, tenggat {day(given.due_on)}."
    return f"Sudah dikerjakan; ditanyakan lagi {day(given.again_on)}." if given.again_on else "Sudah dikerjakan."


def live_of(keys: Iterable[str]) -> dict[str, Assignment]:
    """Live assignments of some keys, by key; one query."""
    return {each.key: each for each in Assignment.objects.live().filter(key__in=list(keys))}


class TakeWork(ChoiceKind):
    """Kind "take_work": the person does them himself. Subjects are assignments."""

    label, button = "Mengambil tugas", "Ambil"
    permission = WORK
    follows = ("Tiap tugas menjadi tugas Anda.",)
    take_back = "Seluruhnya dapat ditarik kembali: tugas yang belum selesai menunggu lagi tanpa pelaksana."

    def subjects(self, *, ids: Collection[int], user: User, parameters: Mapping[str, Any]) -> dict[int, Any]:
        joined = Assignment.objects.concerning(user).select_related("citizen", "household", "region", "person")
        return {each.pk: each for each in joined.filter(pk__in=ids)}

    def look(self, *, subjects: Iterable[Any], user: User, parameters: Mapping[str, Any]) -> dict[int, Look]:
        return {each.pk: _look(each, user) for each in subjects}

    def do(self, *, subject: Any, user: User, choice: Choice) -> Done:
        taken = take(assignment=subject, by=user)
        return Done(words="menjadi tugas Anda", url=taken.get_absolute_url())

    def undo(self, *, row: ChoiceRow, user: User, reason: str) -> str:
        held = _locked(Assignment.objects.get(pk=row.subject))
        if held.person_id != user.pk:
            raise TakenBySomebody(f"Tugas ini kini milik {held.person_words}.")
        hand_over(assignment=held, by=user, note=reason)
        return "menunggu lagi tanpa pelaksana"


def _look(each: Assignment, user: User) -> Look:
    why = "" if each.is_live else f"Tugas ini sudah {each.get_state_display()}."
    if each.is_live and each.person_id == user.pk:
        why = "Memang sudah tugas Anda."
    elif each.is_live and each.person_id is not None:
        why = f"Tugas ini sedang dikerjakan {each.person}."
    return Look(
        label=each.title, below=f"{each.about_words} · {each.place_words}", url=each.get_absolute_url(),
        will="menjadi tugas Anda", why=why, seen={"Keadaan": str(each.get_state_display())},
    )  # fmt: skip
