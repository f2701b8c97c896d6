"""Choices out of lists: frozen at the preview, applied row by row, stopped, taken back as a whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from dtks.accounts.models import User
from dtks.jobs.models import Choice, ChoiceRow, Job
from dtks.jobs.services.chunks import run_inline
from dtks.jobs.services.frozen import RowsJob, hash_of
from dtks.jobs.services.jobs import start_job
from dtks.office.services import numbered_code
from dtks.web.locking import locked
from dtks.web.refusals import Refusal

VALID = timedelta(hours=8)  # a working day
AT_ONCE = 20  # rows; more are a job of the workers
LOOKED_AT = 1_000  # rows read together
GONE = "Sudah tidak di daftar ini, atau di luar wilayah Anda."
CHANGED = "Berubah sejak dibekukan"
State, Outcome = Choice.State, ChoiceRow.Outcome


class NotYourChoice(Refusal):
    """Only the person who froze a choice applies it, and only while it is valid."""


class NothingLeft(Refusal):
    """No row is left on which anything could be done."""


class ChoiceReasonMissing(Refusal):
    """Who takes a choice back says why."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """A row as it stands now. `seen` is that on which the act rests, by name, in words of the screen without numbers of
    a person (of what is not to be said, a mark; its name begins with "#"): a row of which it has changed is skipped.
    `why` says why nothing can be done; else `will` what will be."""

    label: str
    below: str = ""
    url: str = ""
    will: str = ""
    why: str = ""
    found: str = ""  # the page of what makes the act needless
    seen: Mapping[str, str] = dataclass_field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Done:
    """What was done with a row: in words, where it stands, what its taking back needs. Not `fresh`: it was there."""

    words: str
    url: str = ""
    made: Mapping[str, Any] = dataclass_field(default_factory=dict)
    fresh: bool = True


class ChoiceKind:
    """Base of what is done with chosen rows. Rooms write kinds and name them in settings.CHOICE_KINDS."""

    label = ""  # verb and noun, for title and job: "Menugaskan kelurahan"
    button = "Terapkan {n} baris"
    permission = ""
    follows: Sequence[str] = ()  # what follows, sentence by sentence
    take_back = ""  # what taking back does; empty: it cannot be taken back
    per_chunk = 25

    def subjects(self, *, ids: Collection[int], user: User, parameters: Mapping[str, Any]) -> dict[int, Any]:
        """Of some ids those that the person may see, read with what `look` needs."""
        raise NotImplementedError

    def look(self, *, subjects: Iterable[Any], user: User, parameters: Mapping[str, Any]) -> dict[int, Look]:
        """How some of them stand now, by id; a fixed number of queries."""
        raise NotImplementedError

    def do(self, *, subject: Any, user: User, choice: Choice) -> Done:
        """The act on one. Raises a Refusal, which becomes the row's reason."""
        raise NotImplementedError

    def undo(self, *, row: ChoiceRow, user: User, reason: str) -> str:
        """Take one back; returns what was done. Raises a Refusal where it has to stay."""
        raise NotImplementedError


def choice_kind(kind: str) -> ChoiceKind:
    """The kind by its name in settings.CHOICE_KINDS."""
    made: ChoiceKind = import_string(settings.CHOICE_KINDS[kind])()
    return made


def kinds_done_by(user: User) -> list[str]:
    """Kinds whose act a person may do."""
    return [kind for kind in settings.CHOICE_KINDS if user.may(choice_kind(kind).permission)]


def looks_of(choice: Choice, ids: Sequence[int], user: User) -> dict[int, Look]:
    """How some rows of a choice stand now for a person; who may not see one gets none of it."""
    kind, found = choice_kind(choice.kind), dict[int, Look]()
    for begin in range(0, len(ids), LOOKED_AT):
        part = ids[begin : begin + LOOKED_AT]
        subjects = kind.subjects(ids=part, user=user, parameters=choice.parameters)
        found |= kind.look(subjects=subjects.values(), user=user, parameters=choice.parameters)
    return found


def changed_words(seen: Mapping[str, str], look: Look | None) -> str:
    """Why a row that waits is not done by now; '' where it stands as it was seen."""
    if look is None:
        return GONE
    if look.why:
        return look.why
    changed = [_now(name, value) for name, value in look.seen.items() if seen.get(name) != value]
    return f"{CHANGED}: {', '.join(changed)}."[:300] if changed else ""


def _now(name: str, value: str) -> str:
    return name.removeprefix("#") if name.startswith("#") else f"{name} kini {value or 'kosong'}"


@transaction.atomic
def freeze_choice(
    *, user: User, kind: str, ids: Iterable[int], parameters: Mapping[str, Any], described: str, back: str
) -> str:
    """Freeze rows for a person: their ids in order, on what the act rests, and a hash. Returns the preview's address.

    Rows on which nothing can be done are frozen too, with their reason.
    """
    rows = list(dict.fromkeys(ids))
    choice = Choice(
        kind=kind, parameters=dict(parameters), described=described[:200], back=back, row_ids=rows, count=len(rows),
        made_by=user, made_at=timezone.now(), valid_until=timezone.now() + VALID,
    )  # fmt: skip
    looks = looks_of(choice, rows, user)
    seen = {pk: dict(looks[pk].seen) if pk in looks else {} for pk in rows}
    choice.sha256 = hash_of((pk, seen[pk]) for pk in rows)
    choice.number = numbered_code(prefix="PL", kind="choice", on=timezone.localdate())
    choice.save()
    ChoiceRow.objects.bulk_create(
        [_row(choice, pk, no, looks.get(pk), seen[pk]) for no, pk in enumerate(rows, start=1)], batch_size=2000
    )
    return choice.get_absolute_url()


def _row(choice: Choice, pk: int, no: int, look: Look | None, seen: dict[str, str]) -> ChoiceRow:
    why = GONE if look is None else look.why
    return ChoiceRow(
        choice=choice, subject=pk, no=no, seen=seen, outcome=Outcome.SKIPPED if why else Outcome.WAITING, why=why[:300],
        url=look.found if look else "",
    )  # fmt: skip


def _held(choice: Choice, user: User) -> Choice:
    held = Choice.objects.select_for_update(of=("self",)).select_related("made_by", "job").get(pk=choice.pk)
    if held.made_by_id != user.pk:
        raise NotYourChoice(f"Pilihan ini dibekukan {held.made_by}. Pilih sendiri di daftarnya.")
    return held


@transaction.atomic
def keep_rows(*, choice: Choice, user: User, shown: Collection[int], kept: Collection[int]) -> int:
    """Of the rows that were shown keep the ticked ones and take the others out. Returns how many are out now.

    Raises:
        NotYourChoice: another person's, or applied or lapsed already.
    """
    held = _held(choice, user)
    if not held.is_open:
        raise NotYourChoice("Pilihan ini sudah diterapkan atau lewat waktunya. Pilih lagi di daftarnya.")
    rows = held.rows.filter(pk__in=shown, outcome__in=[Outcome.WAITING, Outcome.OUT])
    rows.filter(pk__in=kept).update(outcome=Outcome.WAITING, why="")
    rows.exclude(pk__in=kept).update(outcome=Outcome.OUT, why=f"dikeluarkan {user}"[:200])
    return held.rows.filter(outcome=Outcome.OUT).count()


@transaction.atomic
def apply_choice(*, choice: Choice, user: User, sha256: str, inline: bool = False) -> Job:
    """Do exactly the rows that are left: some at once, more as a job. Called twice, it is the same job.

    Raises:
        NotYourChoice: another person's, lapsed, or not the list that was seen.
        NothingLeft: no row is left.
    """
    held = _held(choice, user)
    if held.job is not None:
        return held.job
    kind = choice_kind(held.kind)
    if not held.is_open or sha256 != held.sha256 or not user.may(kind.permission):
        raise NotYourChoice("Pilihan ini lewat waktunya atau bukan daftar yang Anda lihat. Pilih lagi di daftarnya.")
    left = held.rows.filter(outcome=Outcome.WAITING).count()
    if not left:
        raise NothingLeft("Tidak ada baris yang tersisa. Centang baris, atau lepas pilihan ini.")
    held.job = start_job(
        kind="apply_choice", title=f"{kind.label}: {left} baris {held.number}", actor=user,
        parameters={"choice": held.pk}, total=left, link=held.get_absolute_url(), inline=inline or left <= AT_ONCE,
    )  # fmt: skip
    held.state = State.RUNNING
    held.save(update_fields=["job", "state"])
    return run_inline(job=held.job) if left <= AT_ONCE and not inline else held.job


@transaction.atomic
def drop_choice(*, choice: Choice, user: User) -> Choice:
    """Nothing of it is done."""
    held = _held(choice, user)
    if held.state == State.FROZEN:
        held.state = State.DROPPED
        held.save(update_fields=["state"])
    return held


@transaction.atomic
def reverse_choice(*, choice: Choice, user: User, reason: str, inline: bool = False) -> Job:
    """Take the whole back, some rows at once, more as a job; what somebody has begun or decided stays and is named.

    Raises:
        NotYourChoice: another person's, not applied, or of a kind that cannot be taken back.
        ChoiceReasonMissing: no reason.
    """
    held = _held(choice, user)
    if held.reversal_job is not None:
        return held.reversal_job
    kind = choice_kind(held.kind)
    if held.state != State.DONE or not kind.take_back:
        raise NotYourChoice("Hanya pilihan yang sudah diterapkan dapat ditarik kembali.")
    if not reason.strip():
        raise ChoiceReasonMissing("Tulis alasan pilihan ini ditarik kembali.")
    total = held.rows.filter(outcome=Outcome.APPLIED).count()
    held.reversal_job = start_job(
        kind="reverse_choice", title=f"Menarik kembali {total} baris {held.number}", actor=user,
        parameters={"choice": held.pk}, total=total, link=held.get_absolute_url(), inline=inline or total <= AT_ONCE,
    )  # fmt: skip
    held.state, held.reversal_reason = State.REVERSING, reason.strip()[:200]
    held.save(update_fields=["reversal_job", "state", "reversal_reason"])
    return run_inline(job=held.reversal_job) if total <= AT_ONCE and not inline else held.reversal_job


class ChoiceJob(RowsJob):
    """What both kinds share; parameters: choice."""

    of, row_model, set_model = "choice", ChoiceRow, Choice
    refused = (Outcome.SKIPPED, Outcome.STAYED)
    when_stopped = "Baris yang sudah diterapkan tetap; sisanya tidak dimulai."

    def attempt(self, row: ChoiceRow, act: Callable[[], None], *, else_: str) -> None:
        """One row by itself: a refusal is its reason and stops no other."""
        try:
            with locked():
                act()
        except Refusal as refusal:
            row.outcome, row.why = else_, str(refusal)[:300]


class ApplyChoice(ChoiceJob):
    """Kind "apply_choice": the act on each row that waits and stands as it was seen."""

    label = "Tindakan atas pilihan"
    outcomes, after = (Outcome.WAITING,), State.DONE

    def do(self, rows: list[ChoiceRow], job: Job) -> None:
        if not rows:
            return
        choice, user = rows[0].choice, job.actor
        assert user is not None
        kind = choice_kind(choice.kind)
        ids = [row.subject for row in rows] if user.may(kind.permission) else []
        subjects = kind.subjects(ids=ids, user=user, parameters=choice.parameters)
        looks = kind.look(subjects=subjects.values(), user=user, parameters=choice.parameters)
        for row in rows:
            look = looks.get(row.subject)
            if why := changed_words(row.seen, look):
                row.outcome, row.why, row.url = Outcome.SKIPPED, why, look.found if look else ""
            else:
                self.one(row, kind, subjects[row.subject], user)

    def one(self, row: ChoiceRow, kind: ChoiceKind, subject: Any, user: User) -> None:
        """A row that stands as it was seen."""

        def act() -> None:
            done = kind.do(subject=subject, user=user, choice=row.choice)
            row.outcome = Outcome.APPLIED if done.fresh else Outcome.SKIPPED
            row.why = "" if done.fresh else done.words[:300]
            row.words, row.url, row.made = done.words[:200], done.url, dict(done.made)

        self.attempt(row, act, else_=Outcome.SKIPPED)


class ReverseChoice(ChoiceJob):
    """Kind "reverse_choice": take back each row that was applied, as far as nobody has gone on with it."""

    label = "Penarikan kembali pilihan"
    outcomes, after = (Outcome.APPLIED,), State.REVERSED

    def do(self, rows: list[ChoiceRow], job: Job) -> None:
        assert job.actor is not None
        for row in rows:
            self.one(row, job.actor)

    def one(self, row: ChoiceRow, user: User) -> None:
        """One row; what has to stay says why."""

        def act() -> None:
            row.why = choice_kind(row.choice.kind).undo(row=row, user=user, reason=row.choice.reversal_reason)[:300]
            row.outcome = Outcome.REVERSED

        self.attempt(row, act, else_=Outcome.STAYED)
