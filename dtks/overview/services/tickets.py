"""Tickets of a trial: some through the counter's own act, thousands straight into the table."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from consultation.desk.models import CLOSED, CODE_SIGNS, Kind, State, Ticket, TicketStep
from consultation.desk.queries.rules import act_of
from consultation.desk.services import Intake, PaperSeen, open_ticket
from dtks.accounts.models import User
from dtks.office.services import numbered_codes
from dtks.overview.services.lines import SEED
from dtks.registry.models import Citizen, LifeState

AT_A_TIME = 2000
BULK = "Tiket contoh"
ASKED = {
    Kind.INFO: "Bertanya apakah namanya masih ada di daftar.",
    Kind.CORRECTION: "Kartu KIS tidak bisa dipakai di puskesmas. Katanya data tidak cocok.",
    Kind.PROPOSAL: "Minta diusulkan bantuan sembako, suami tidak bekerja lagi.",
    Kind.REACTIVATION: "Kartu JKN tidak aktif sejak bulan lalu, harus kontrol.",
    Kind.CERTIFICATE: "Minta surat keterangan terdaftar untuk sekolah anak.",
    Kind.NOTICE: "Melaporkan anak ketiga sudah lahir.",
}
Say = Callable[[str], None]


def add_some(*, number: int, actor: User) -> int:
    """Tickets as the counter writes them: of several kinds, papers there or missing, corrections proposed."""
    people = Citizen.objects.filter(life_state=LifeState.ALIVE, kelurahan__isnull=False, birth_date__year__lt=2005)
    random, made = Random(SEED), 0
    for citizen in random.sample(list(people.order_by("id")[:300]), min(number, people.count(), 300)):
        kind = random.choice(list(ASKED))
        wrong = {"mother_name": f"WA {citizen.mother_name or 'SAMSIA'}"[:120]} if kind == Kind.CORRECTION else {}
        papers = {code: PaperSeen(random.choice(["original", "copy", "none"])) for code in ("KTP", "KK")}
        answer = "Nama Ibu/Bapak ada di daftar bulan ini." if kind == Kind.INFO and random.random() < 0.6 else ""
        intake = Intake(
            kind=kind, act=act_of(kind, wrong=wrong), citizen=citizen, asked=ASKED[kind], wrong=wrong,
            papers=papers, answer=answer, brought_by=random.choice(["SENDIRI", "SENDIRI", "RT"]),
        )  # fmt: skip
        made += open_ticket(intake=intake, actor=actor, key=uuid.UUID(int=random.getrandbits(128), version=4)).created
    return made


def top_up_tickets(*, number: int, say: Say) -> int:
    """Bring the tickets that were made in bulk up to a number; returns how many were added."""
    missing = number - Ticket.objects.filter(asked=BULK).count()
    if missing <= 0:
        return 0
    say(f"Menulis {missing} tiket contoh …")
    actor = User.objects.get(username="loket")
    random = Random(SEED + missing)
    people = list(Citizen.objects.filter(kelurahan__isnull=False).order_by("id").values_list("pk", "kelurahan_id"))
    added = 0
    while added < missing:
        count = min(AT_A_TIME, missing - added)
        _write(random.choices(people, k=count), random, actor)
        added += count
    return added


@transaction.atomic
def _write(people: Sequence[tuple[int, int | None]], random: Random, actor: User) -> None:
    today, now = timezone.localdate(), timezone.now()
    numbers = numbered_codes(prefix="T", kind="ticket", on=today, count=len(people))
    tickets = [
        _ticket(number, person, random, actor, now=now, today=today)
        for number, person in zip(numbers, people, strict=True)
    ]
    Ticket.objects.bulk_create(tickets, batch_size=1000)
    TicketStep.objects.bulk_create(
        [
            TicketStep(ticket=each, state=each.state, started_at=each.opened_at, by=actor, word="Diterima di loket")
            for each in tickets
        ],
        batch_size=2000,
    )


def _ticket(
    number: str, person: tuple[int, int | None], random: Random, actor: User, *, now: datetime, today: date
) -> Ticket:
    is_open = random.random() < 0.07
    opened = now - timedelta(days=int((9 if is_open else 360) * random.random()), minutes=random.randint(0, 600))
    state = random.choice([State.CHECKING, State.WAIT_CITIZEN] if is_open else list(CLOSED[:2]))
    closed = min(now, opened + timedelta(days=random.randint(0, 12))) if state in CLOSED else None
    clock = opened + timedelta(days=7) if state == State.CHECKING else None
    kind = random.choice(list(ASKED))
    return Ticket(
        number=number, key=uuid.uuid4(), kind=kind, act=act_of(kind), citizen_id=person[0], kelurahan_id=person[1],
        asked=BULK, state=state, opened_by=actor, opened_at=opened, closed_at=closed,
        closed_by=actor if closed else None, clock_due_at=clock, due_on=(opened + timedelta(days=7)).date(),
        receipt_code="".join(secrets.choice(CODE_SIGNS) for _ in range(8)), secret_hash="",
    )  # fmt: skip
