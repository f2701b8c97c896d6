"""Acts on the ledger: ask the centre for what it owes, and read its lists as a sign of what it did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse

from dtks.accounts.models import Role, User
from dtks.assignments.models import Kind
from dtks.assignments.services import Draft, assign
from dtks.office.queries import KABID, slug, working_days_after
from dtks.office.services import letter_number
from dtks.web.refusals import Refusal
from verification.monthly.models import LedgerLine, TemplateKind, UnansweredLetter
from verification.monthly.queries import ledger

State = LedgerLine.State
GUESSED_FROM = (State.SENT, State.PENDING, State.INFERRED_ACCEPTED, State.INFERRED_IGNORED)
_WORDS = {"nik": "NIK", "name": "nama", "kk_number": "No. KK", "birth_date": "tanggal lahir", "address": "alamat"}


class NothingOwed(Refusal):
    """No line is old enough; a letter would be empty."""


@transaction.atomic
def ask_for_answers(
    *, older_than: int, seat: str, on: date, actor: User | None, quarter: str | None = None
) -> UnansweredLetter:
    """Write the letter that asks the ministry for every answer owed longer than some days.

    Raises:
        NothingOwed: nothing is as old as that.
    """
    lines = list(ledger.overdue(on, older_than).values_list("pk", flat=True))
    if not lines:
        raise NothingOwed(f"Tidak ada usulan yang lebih dari {older_than} hari belum dijawab.")
    letter = UnansweredLetter.objects.create(
        number=letter_number(kind="letter", on=on), made_on=on, older_than=older_than, seat=seat,
        line_count=len(lines), made_by=actor, quarter=quarter,
    )  # fmt: skip
    letter.lines.add(*lines)
    return letter


@transaction.atomic
def ask_quarterly(*, today: date) -> UnansweredLetter | None:
    """The letter of a quarter, made by itself on its first working day; the kabid gets the task to sign it. Once."""
    if today < working_days_after(_quarter_begins(today) - timedelta(days=1), 1):
        return None
    quarter = f"{today.year}-Q{(today.month + 2) // 3}"
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('monthly.quarter'))")
    if UnansweredLetter.objects.filter(quarter=quarter).exists() or not ledger.overdue(today).exists():
        return None
    letter = ask_for_answers(older_than=ledger.LETTER_AFTER, seat=KABID, on=today, actor=None, quarter=quarter)
    assign(
        draft=Draft(
            kind=Kind.OTHER, role=Role.KABID, title=f"Tanda tangani surat tak dijawab {letter.number}",
            step=f"Cetak surat dan lampirannya, {letter.line_count} usulan, lalu kirim ke Kementerian Sosial.",
            origin="Buku usulan", origin_url=reverse("monthly:ask"), key=f"unanswered|{quarter}",
        )
    )  # fmt: skip
    return letter


def _quarter_begins(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


@transaction.atomic
def infer_from_list(
    *, name: str, period: date, said: Mapping[int, Mapping[str, str]], is_whole: bool = True
) -> dict[str, int]:
    """Read a newer list of the centre as a sign of what it did with lines that it has not answered.

    A guess never replaces an answer, and the next list may turn it round.

    Args:
        name: the list in words, "daftar No. 32".
        period: its month, first day.
        said: citizen id to the values of his row, by our field names; citizens that are not on it are left out.
        is_whole: whoever is not on it is out; else his absence says nothing.

    Returns:
        How many lines now seem accepted and ignored.
    """
    lines = LedgerLine.objects.select_for_update(of=("self",)).select_related("row")
    asked = lines.filter(state__in=GUESSED_FROM, sent_on__lt=_month_after(period)).order_by("pk")
    changed = []
    for line in asked:
        if line.row.citizen_id not in said and not is_whole:
            continue
        guess = _guess(line, said.get(line.row.citizen_id), name=name, period=period)
        if guess and (line.state, line.basis) != guess:
            line.state, line.basis = guess
            changed.append(line)
    LedgerLine.objects.bulk_update(changed, ["state", "basis"], batch_size=500)
    accepted = sum(line.state == State.INFERRED_ACCEPTED for line in changed)
    return {"accepted": accepted, "ignored": len(changed) - accepted}


def _month_after(period: date) -> date:
    return date(period.year + period.month // 12, period.month % 12 + 1, 1)


def _guess(line: LedgerLine, values: Mapping[str, str] | None, *, name: str, period: date) -> tuple[str, str] | None:
    """State and basis, or None where the list says nothing of what was sent. No values: he is not on the list."""
    if line.row.kind == TemplateKind.EXIT:
        return _guess_exit(line, listed=values is not None, name=name, period=period)
    if line.row.kind == TemplateKind.PROPOSAL:
        return _guess_proposal(line, listed=values is not None, name=name, period=period)
    if values is None:
        return None
    sent = {key.removeprefix("new_"): str(value) for key, value in line.row.values.items() if key.startswith("new_")}
    told = {field: values[field] for field in sent if values.get(field)}
    if not told:
        return None
    differs = [field for field, value in told.items() if slug(value) != slug(sent[field])]
    if not differs:
        words = ", ".join(_WORDS.get(field, field) for field in told)
        return State.INFERRED_ACCEPTED, f"{words} baru di {name}"[:160]
    if line.sent_on >= period:  # the list may have been made before we sent
        return None
    return State.INFERRED_IGNORED, f"{name} masih {_WORDS.get(differs[0], differs[0])} lama"[:160]


def _guess_exit(line: LedgerLine, *, listed: bool, name: str, period: date) -> tuple[str, str] | None:
    if line.sent_on >= period:  # the list may have been made before we sent
        return None
    if listed:
        return State.INFERRED_IGNORED, f"masih di {name}"[:160]
    return State.INFERRED_ACCEPTED, f"tidak ada lagi di {name}"[:160]


def _guess_proposal(line: LedgerLine, *, listed: bool, name: str, period: date) -> tuple[str, str] | None:
    if listed:
        return State.INFERRED_ACCEPTED, f"ada di {name}"[:160]
    if line.sent_on >= period:  # the list may have been made before we sent
        return None
    return State.INFERRED_IGNORED, f"belum ada di {name}"[:160]
