"""Open a ticket: one screen of the counter becomes one ticket, in one transaction."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from consultation.desk.models import Kind, State, Ticket, TicketChange, TicketLink, TicketNote, TicketPaper
from consultation.desk.queries import rules
from consultation.desk.services.course import add_note, cited, write_step
from consultation.desk.services.drafts import drop_draft
from consultation.desk.services.hall import serve_with
from consultation.desk.services.receipts import new_code, new_secret, secret_hash
from dtks.accounts.models import User
from dtks.office.models import Region
from dtks.office.queries import working_days_after
from dtks.office.services import numbered_code
from dtks.papers.models import Document
from dtks.papers.queries import fields_proved_by
from dtks.papers.services import Proof, add_document
from dtks.registry.models import Citizen
from dtks.registry.services import register_citizen
from dtks.web.refusals import Refusal
from verification.corrections.models import Origin
from verification.corrections.services import propose


class KeyUsed(Refusal):
    """The screen's key has made a ticket, and something else stands on the screen now."""

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        super().__init__(
            f"Tiket {ticket.number} sudah dibuat dari layar ini. Isian yang sekarang berbeda dan belum disimpan; "
            "simpan lagi bila memang tiket kedua."
        )


@dataclass(frozen=True)
class PaperSeen:
    """A paper on the counter: original, copy, expired or none, and the day on which it was issued if asked."""

    seen: str
    issued_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Intake:
    """What the screen of the counter says."""

    kind: str
    act: str
    citizen: Citizen | None = None
    new_citizen: Mapping[str, str] = field(default_factory=dict)  # field -> text; registered with what there is
    given: Mapping[str, str] = field(default_factory=dict)  # somebody who is not registered: name, address
    programmes: list[str] = field(default_factory=list)
    wrong: Mapping[str, str] = field(default_factory=dict)  # field -> new value
    papers: Mapping[str, PaperSeen] = field(default_factory=dict)  # code -> what was seen
    brought_by: str = "SENDIRI"
    brought_by_name: str = ""
    asked: str = ""
    urgent_reason: str = ""
    phone: str = ""
    email: str = ""
    message_consent: bool = False
    consent_at: datetime | None = None  # when it was given; None: now
    answer: str = ""  # a question that was answered at once: the ticket closes
    kelurahan: Region | None = None  # of somebody who is not registered
    links: list[str] = field(default_factory=list)  # numbers of tickets to which this one belongs

    def fingerprint(self) -> str:
        """The same for the same screen sent twice."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        plain["citizen"] = self.citizen and self.citizen.pk
        return hashlib.sha256(json.dumps(plain, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True)
class Opened:
    """The ticket, and the secret word if it was made just now: nobody can read it later."""

    ticket: Ticket
    secret: str
    created: bool


def open_ticket(*, intake: Intake, actor: User, key: uuid.UUID) -> Opened:
    """Write a ticket with its papers, proposals and receipt. The same key twice makes one (failure 15).

    Raises:
        KeyUsed: the key has made a ticket out of other words.
        ImpossibleValue: a new citizen or a new value that nobody can have; nothing is written.
    """
    if standing := Ticket.objects.filter(key=key).first():
        return _the_same(standing, intake)
    try:
        return _open(intake, actor, key)
    except IntegrityError:
        if standing := Ticket.objects.filter(key=key).first():  # the other click was quicker
            return _the_same(standing, intake)
        raise


def _the_same(ticket: Ticket, intake: Intake) -> Opened:
    if ticket.fingerprint != intake.fingerprint():
        raise KeyUsed(ticket)
    return Opened(ticket, "", created=False)


@transaction.atomic
def _open(intake: Intake, actor: User, key: uuid.UUID) -> Opened:
    today = timezone.localdate()
    citizen = _held(intake.citizen) if intake.citizen else _registered(intake, actor)
    needs = rules.needs_of(acts=rules.acts_of(intake.act, intake.wrong), programmes=intake.programmes, on=today)
    secret, code = new_secret(), new_code()
    ticket = Ticket(
        key=key, fingerprint=intake.fingerprint(), kind=intake.kind, act=intake.act, programmes=intake.programmes,
        citizen=citizen, given=dict(intake.given), kelurahan=citizen.kelurahan if citizen else intake.kelurahan,
        brought_by=intake.brought_by, brought_by_name=intake.brought_by_name, asked=intake.asked.strip(),
        urgent_reason=intake.urgent_reason if intake.kind == Kind.URGENT else "", opened_by=actor, receipt_code=code,
        secret_hash=secret_hash(code=code, secret=secret), phone=intake.phone, email=intake.email,
        message_consent=intake.message_consent,
        consent_at=(intake.consent_at or timezone.now()) if intake.message_consent else None,
        due_on=rules.due_day(intake.kind, timezone.now()),
    )  # fmt: skip
    ticket.number = numbered_code(prefix="T", kind="ticket", on=today)
    ticket.save()
    documents = _archive(intake, citizen, actor)
    papers = _papers(ticket, needs, intake, documents)
    write_step(ticket=ticket, actor=actor, word="Diterima di loket")
    proposed = _propose(ticket, intake, documents, actor)
    _link(ticket, intake.links, actor)
    _first_state(ticket, papers, proposed=proposed, answer=intake.answer.strip(), actor=actor)
    serve_with(ticket=ticket, actor=actor)
    drop_draft(user=actor)
    return Opened(ticket, secret, created=True)


def _held(citizen: Citizen) -> Citizen:
    """The citizen, locked before any number is taken: the order in which everybody locks."""
    return Citizen.objects.select_for_update(of=("self",)).select_related("kelurahan").get(pk=citizen.pk)


def _registered(intake: Intake, actor: User) -> Citizen | None:
    if not intake.new_citizen:
        return None
    return register_citizen(values=dict(intake.new_citizen), actor=actor, reference="Loket")


def _archive(intake: Intake, citizen: Citizen | None, actor: User) -> dict[str, Document]:
    """A number of the archive for each paper that lay on the counter, with what it reads of the wrong fields."""
    if citizen is None:
        return {}
    shown = {code: paper for code, paper in intake.papers.items() if paper.seen not in {"", "none"}}
    readings = rules.readings_by_paper(intake.wrong, list(shown))
    return {
        code: add_document(
            citizen=citizen, kind=code, form=paper.seen, seen_by=actor, readings=readings.get(code),
            issued_on=paper.issued_on,
        )
        for code, paper in shown.items()
    }  # fmt: skip


def _papers(
    ticket: Ticket, needs: list[rules.Need], intake: Intake, documents: dict[str, Document]
) -> list[TicketPaper]:
    """The papers that the rules of today ask for; a later rule does not touch them."""
    seen = {code: paper.seen or "none" for code, paper in intake.papers.items()}
    return TicketPaper.objects.bulk_create(
        TicketPaper(
            ticket=ticket,
            kind=need.kind,
            rule=need.rule,
            mandatory=need.mandatory,
            position=n,
            seen=seen.get(need.kind.code, "none"),
            document=documents.get(need.kind.code),
        )
        for n, need in enumerate(needs)
    )


def _propose(ticket: Ticket, intake: Intake, documents: dict[str, Document], actor: User) -> bool:
    """One request for each act that the wrong fields ask for; they stand or fall with the ticket's transaction."""
    if ticket.citizen is None:
        return False
    proofs = [Proof(paper, fields_proved_by(code, intake.wrong)) for code, paper in documents.items()]
    for act, values in rules.requests_for(intake.wrong).items():
        request = propose(
            citizen=ticket.citizen, act=act, values=values, origin=Origin.DESK,
            origin_reference=f"Tiket {ticket.number}", maker=actor, reason=ticket.asked,
            urgent_reason=rules.urgent_reason_for(ticket, act), **cited(proofs, values),
        )  # fmt: skip
        TicketChange.objects.get_or_create(ticket=ticket, request=request)
    return bool(intake.wrong)


def _link(ticket: Ticket, numbers: list[str], actor: User) -> None:
    """The open matters that were ticked; what the person may not see is not there."""
    for other in Ticket.objects.visible_to(actor).filter(number__in=numbers).order_by("pk"):
        TicketLink.objects.create(first=other, second=ticket, by=actor)
        add_note(ticket=other, text=f"{ticket.number} disambungkan.", actor=actor)


def _first_state(ticket: Ticket, papers: list[TicketPaper], *, proposed: bool, answer: str, actor: User) -> None:
    """Where a new ticket stands: answered, with the operator, or waiting for papers."""
    missing = any(paper.is_missing for paper in papers)
    if missing:
        ticket.papers_until = working_days_after(timezone.localdate(ticket.opened_at), rules.DAYS_FOR_PAPERS)
    if answer:
        TicketNote.objects.create(ticket=ticket, kind=TicketNote.Kind.ANSWER, text=answer, by=actor)
        ticket.first_answer_at = ticket.closed_at = timezone.now()
        ticket.state, ticket.closed_by, ticket.outcome = State.DONE, actor, "Dijawab di loket"
    elif proposed or ticket.kind == Kind.URGENT:  # papers follow; nobody waits for them in hospital
        ticket.state = State.CHECKING
    elif missing:
        ticket.state = State.INCOMPLETE
    words = {
        State.DONE: "Dijawab dan selesai di loket",
        State.CHECKING: "Usulan dibuat, diserahkan ke operator" if proposed else "Mendesak, diserahkan ke operator",
        State.INCOMPLETE: "Menunggu berkas warga",
    }
    if ticket.state in words:
        write_step(ticket=ticket, actor=actor, word=words[State(ticket.state)])
    ticket.save()
