"""What comes from citizens without the counter: a proposal or objection, what they think of the service."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from consultation.desk.models import Article, Kind, SurveyAnswer, Ticket, TicketNote, TicketPaper
from consultation.desk.queries import rules
from consultation.desk.services.course import NotNow, add_note, locked, write_step
from consultation.desk.services.intake import Opened
from consultation.desk.services.receipts import new_code, new_secret, secret_hash
from dtks.accounts.models import User
from dtks.office.models import Region
from dtks.office.queries import working_days_after
from dtks.office.services import numbered_code, read_table
from dtks.registry.models import Citizen
from dtks.registry.services import register_citizen
from dtks.web.masking import without_numbers

DATA = Path(__file__).parent.parent / "data"
OBJECTION = "OBJECTION"


def open_from_page(
    *, act: str, given: Mapping[str, str], kelurahan: Region, asked: str, key: uuid.UUID, brought_by: str = "SENDIRI",
    by_name: str = "", phone: str = "", consent: bool = False,
) -> Opened:  # fmt: skip
    """A ticket out of what a citizen wrote on the public page: a proposal or an objection, never a change.

    Args:
        given: name and address of whom it is about; nobody is looked up.
        by_name: who writes, where it is somebody else; of an objection the office alone reads it.
        key: of the form; the same form sent twice makes one ticket, whose secret word is shown once.
    """
    if standing := Ticket.objects.filter(key=key).first():
        return Opened(standing, "", created=False)
    try:
        return _open(act, given, kelurahan, asked, key, brought_by, by_name, phone, consent)
    except IntegrityError:
        if standing := Ticket.objects.filter(key=key).first():
            return Opened(standing, "", created=False)
        raise


@transaction.atomic
def _open(
    act: str, given: Mapping[str, str], kelurahan: Region, asked: str, key: uuid.UUID, brought_by: str,
    by_name: str, phone: str, consent: bool,
) -> Opened:  # fmt: skip
    today = timezone.localdate()
    kind = Kind.COMPLAINT if act == OBJECTION else Kind.PROPOSAL
    secret, code = new_secret(), new_code()
    ticket = Ticket.objects.create(
        number=numbered_code(prefix="T", kind="ticket", on=today), key=key, kind=kind, act=act, programmes=["DATA"],
        given={name: without_numbers(text) for name, text in given.items() if text}, kelurahan=kelurahan,
        brought_by="SENDIRI" if kind == Kind.COMPLAINT else brought_by,
        brought_by_name="" if kind == Kind.COMPLAINT else without_numbers(by_name),
        asked=without_numbers(asked.strip()), receipt_code=code, secret_hash=secret_hash(code=code, secret=secret),
        phone=phone, message_consent=consent and bool(phone),
        consent_at=timezone.now() if consent and phone else None,
        due_on=working_days_after(today, rules.days_to_answer(kind)),
    )  # fmt: skip
    needs = rules.needs_of(acts=[act], programmes=["DATA"], on=today)
    TicketPaper.objects.bulk_create(
        TicketPaper(ticket=ticket, kind=need.kind, rule=need.rule, mandatory=need.mandatory, position=n)
        for n, need in enumerate(needs)
    )
    write_step(ticket=ticket, actor=None, word="Masuk lewat halaman warga")
    if by_name and kind == Kind.COMPLAINT:
        TicketNote.objects.create(
            ticket=ticket, kind=TicketNote.Kind.INTERNAL, text=f"Pelapor, dirahasiakan: {without_numbers(by_name)}."
        )
    return Opened(ticket, secret, created=True)


@transaction.atomic
def identify(*, ticket: Ticket, citizen: Citizen | None, actor: User) -> Ticket:
    """Say which citizen a ticket speaks of; without one he is written down as new, with what was given.

    Raises:
        NotNow: the ticket is closed, or its citizen is known.
        ImpossibleValue: what was given can belong to nobody.
    """
    ticket = locked(ticket)
    if not ticket.is_open or ticket.citizen_id:
        raise NotNow("Warga tiket ini sudah dikenal, atau tiketnya sudah ditutup.")
    if citizen is None:
        values = {name: text for name, text in ticket.given.items() if name in Citizen.FIELDS}
        values["name"] = values.get("name", "").upper()
        if ticket.kelurahan:
            values["kelurahan"] = ticket.kelurahan.code
        citizen = register_citizen(values=values, actor=actor, reference=f"Tiket {ticket.number}")
    ticket.citizen, ticket.kelurahan = citizen, citizen.kelurahan or ticket.kelurahan
    ticket.save(update_fields=["citizen", "kelurahan"])
    given = ", ".join(ticket.given.get(name, "") for name in ("name", "address") if ticket.given.get(name))
    add_note(ticket=ticket, text=f"Dikenali sebagai {citizen.name}. Yang tertulis: {given or '–'}.", actor=actor)
    return ticket


def answer_survey(
    *, ticket: Ticket | None, scores: Sequence[int], understood: str, comment: str = ""
) -> SurveyAnswer | None:
    """Keep what a citizen thinks of the service; None if his ticket has its answer or there is none."""
    if ticket is None:
        return None
    answer, new = SurveyAnswer.objects.get_or_create(
        ticket=ticket,
        defaults={"scores": list(scores), "understood": understood, "comment": without_numbers(comment.strip())},
    )
    return answer if new else None


@transaction.atomic
def save_article(*, article: Article, actor: User) -> Article:
    """Keep an article, new or changed, with who did it; its address is made from its title once."""
    if not article.slug:
        plain = slugify(article.title)[:50] or "tulisan"
        taken = Article.objects.filter(slug__startswith=plain).count()
        article.slug = f"{plain}-{taken + 1}" if taken else plain
    article.changed_by, article.changed_at = actor, timezone.now()
    article.save()
    return article


@transaction.atomic
def load_articles() -> int:
    """Articles that the table does not have yet; what the office rewrote stays. Safe to repeat."""
    rows = list(read_table(DATA / "articles.csv"))
    Article.objects.bulk_create(
        [
            Article(
                slug=row["slug"], title=row["title"], words=row["words"], text=row["text"],
                is_public=row["is_public"] == "yes",
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return len(rows)
