"""What is done with tickets chosen in their list, all that match at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from consultation.desk.models import CannedAnswer, Ticket
from consultation.desk.queries import canned, people, receipts, tickets
from consultation.desk.services.course import NotNow, answer, hand_over
from consultation.desk.services.rounds import put_first
from dtks.accounts.models import User
from dtks.jobs.models import Choice, ChoiceRow
from dtks.jobs.services import ChoiceKind, Done, Look

NOBODY = "belum ada"


class TicketKind(ChoiceKind):
    """Base of acts on tickets; each rests on the ticket's state and on who holds it."""

    permission = "tickets.work"

    def subjects(self, *, ids: Collection[int], user: User, parameters: Mapping[str, Any]) -> dict[int, Any]:
        found = tickets.listed(user).filter(pk__in=ids).prefetch_related("papers__kind")
        return {each.pk: each for each in found}

    def look(self, *, subjects: Iterable[Any], user: User, parameters: Mapping[str, Any]) -> dict[int, Look]:
        words = self.words(user, parameters)
        return {each.pk: self.one(each, words, user, parameters) for each in subjects}

    def one(self, ticket: Ticket, words: str, user: User, parameters: Mapping[str, Any]) -> Look:
        """How one ticket stands."""
        held = str(ticket.assigned_to or NOBODY)
        closed = f"Tiket {ticket.number} sudah ditutup."
        return Look(
            label=f"{ticket.number} {receipts.short_name(ticket.person_name)}", url=ticket.get_absolute_url(),
            below=f"{ticket.get_state_display()} · pemegang {held}", will=words,
            why=self.why(ticket, user, parameters) if ticket.is_open else closed,
            seen={"Keadaan": str(ticket.get_state_display()), "Pemegang": held},
        )  # fmt: skip

    def words(self, user: User, parameters: Mapping[str, Any]) -> str:
        """What will be done, once for all rows."""
        raise NotImplementedError

    def why(self, ticket: Ticket, user: User, parameters: Mapping[str, Any]) -> str:
        """Why it is needless for an open ticket."""
        return ""


class _Hand(TicketKind):
    """Into somebody's hands, or out of them."""

    take_back = (
        "Seluruhnya dapat ditarik kembali: tiap tiket kembali ke pemegangnya semula, kecuali yang sudah beralih."
    )

    def to(self, user: User, parameters: Mapping[str, Any]) -> User | None:
        """Who holds them afterwards."""
        raise NotImplementedError

    def why(self, ticket: Ticket, user: User, parameters: Mapping[str, Any]) -> str:
        to = self.to(user, parameters)
        if ticket.assigned_to_id != (to.pk if to else None):
            return ""
        return f"Sudah dipegang {to}." if to else "Memang belum ada pemegangnya."

    def do(self, *, subject: Any, user: User, choice: Choice) -> Done:
        to = self.to(user, choice.parameters)
        made = {"before": subject.assigned_to_id, "after": to.pk if to else None}
        hand_over(ticket=subject, to=to, actor=user, seen_state=subject.state)
        words = f"dipegang {to}" if to else "dilepas"
        return Done(words=words, url=subject.get_absolute_url(), made=made)

    def undo(self, *, row: ChoiceRow, user: User, reason: str) -> str:
        ticket = Ticket.objects.select_related("assigned_to").get(pk=row.subject)
        if ticket.assigned_to_id != row.made["after"]:
            raise NotNow(f"Sudah beralih: pemegangnya kini {ticket.assigned_to or NOBODY}.")
        back = User.objects.filter(pk=row.made["before"]).first()
        hand_over(ticket=ticket, to=back, actor=user)
        return f"kembali ke {back}" if back else "kembali tanpa pemegang"


class TakeTickets(_Hand):
    """Kind "take_tickets": the person himself holds them."""

    label, button = "Memegang tiket", "Pegang"
    follows = ("Anda menjadi pemegang tiap tiket.",)

    def to(self, user: User, parameters: Mapping[str, Any]) -> User | None:
        return user

    def words(self, user: User, parameters: Mapping[str, Any]) -> str:
        return "dipegang Anda"


class ReleaseTickets(_Hand):
    """Kind "release_tickets": nobody holds them."""

    label, button = "Melepas tiket", "Lepas"
    follows = ("Tiap tiket tidak punya pemegang lagi.",)

    def to(self, user: User, parameters: Mapping[str, Any]) -> User | None:
        return None

    def words(self, user: User, parameters: Mapping[str, Any]) -> str:
        return "dilepas"


class AssignTickets(_Hand):
    """Kind "assign_tickets"; parameters: to, the id of a colleague."""

    label, button = "Menyerahkan tiket", "Serahkan"
    follows = ("Petugas yang dipilih menjadi pemegang tiap tiket.",)

    def __init__(self) -> None:
        self.chosen: User | None = None

    def to(self, user: User, parameters: Mapping[str, Any]) -> User | None:
        if self.chosen is None:  # asked for each row
            self.chosen = people.colleagues().get(pk=parameters["to"])
        return self.chosen

    def words(self, user: User, parameters: Mapping[str, Any]) -> str:
        return f"diserahkan ke {self.to(user, parameters)}"


class FirstTickets(TicketKind):
    """Kind "first_tickets": to the front of the work lists."""

    label, button = "Mendahulukan tiket", "Dahulukan"
    follows: Sequence[str] = ("Tiap tiket berdiri di depan daftar kerja.",)
    take_back = "Seluruhnya dapat ditarik kembali: urutan tiap tiket kembali seperti semula."
    first = True

    def words(self, user: User, parameters: Mapping[str, Any]) -> str:
        return "didahulukan" if self.first else "tidak lagi didahulukan"

    def why(self, ticket: Ticket, user: User, parameters: Mapping[str, Any]) -> str:
        if ticket.is_first != self.first:
            return ""
        return "Memang sudah didahulukan." if self.first else "Memang tidak didahulukan."

    def do(self, *, subject: Any, user: User, choice: Choice) -> Done:
        put_first(ticket=subject, first=self.first, actor=user)
        return Done(words=self.words(user, choice.parameters), url=subject.get_absolute_url())

    def undo(self, *, row: ChoiceRow, user: User, reason: str) -> str:
        put_first(ticket=Ticket.objects.get(pk=row.subject), first=not self.first, actor=user)
        return "tidak lagi didahulukan" if self.first else "didahulukan lagi"


class LineTickets(FirstTickets):
    """Kind "line_tickets": back into line."""

    label, button = "Mengembalikan tiket ke urutannya", "Kembalikan urutan"
    follows = ("Tiap tiket kembali ke urutannya di daftar kerja.",)
    first = False


class AnswerTickets(TicketKind):
    """Kind "answer_tickets": one text, its places filled from each; parameters: text, then (a state, or empty)."""

    label, button = "Menjawab tiket", "Jawab"
    follows = (
        "Tiap warga menerima jawaban ini, dengan bagian kosongnya diisi dari tiketnya.",
        "Yang sudah disampaikan kepada warga tidak dapat ditarik; jawab lagi bila keliru.",
    )

    def filled(self, ticket: Ticket, parameters: Mapping[str, Any]) -> canned.Filled:
        """The text as this citizen gets it."""
        return canned.fill(CannedAnswer(text=parameters["text"]), canned.values_of(ticket))

    def words(self, user: User, parameters: Mapping[str, Any]) -> str:
        text: str = parameters["text"]
        return f"dijawab: {text[:80]}{'…' if len(text) > 80 else ''}"

    def why(self, ticket: Ticket, user: User, parameters: Mapping[str, Any]) -> str:
        left = self.filled(ticket, parameters).left
        return f"Isi dahulu {tickets.joined(left)} dalam jawaban." if left else ""

    def do(self, *, subject: Any, user: User, choice: Choice) -> Done:
        text = self.filled(subject, choice.parameters).text
        answer(ticket=subject, text=text, actor=user, then=choice.parameters["then"], seen_state=subject.state)
        return Done(words="dijawab", url=subject.get_absolute_url())
