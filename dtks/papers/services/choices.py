"""What is done with papers chosen in the archive, all that match at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from dtks.accounts.models import User
from dtks.jobs.models import Choice, ChoiceRow
from dtks.jobs.services import ChoiceKind, Done, Look
from dtks.papers.models import Document
from dtks.papers.services.archive import NotSo, move_paper, move_to_box, why_not_moved


class PaperKindOfChoice(ChoiceKind):
    """Base of acts on papers; each rests on where the paper lies."""

    permission = "papers.add"

    def subjects(self, *, ids: Collection[int], user: User, parameters: Mapping[str, Any]) -> dict[int, Any]:
        found = Document.objects.visible_to(user).filter(pk__in=ids).select_related("kind", "citizen")
        return {each.pk: each for each in found}

    def look(self, *, subjects: Iterable[Any], user: User, parameters: Mapping[str, Any]) -> dict[int, Look]:
        return {each.pk: self.one(each, parameters) for each in subjects}

    def one(self, document: Document, parameters: Mapping[str, Any]) -> Look:
        """How one paper lies."""
        return Look(
            label=f"{document.number} {document.kind.short_label}", url=document.get_absolute_url(),
            below=str(document.citizen or ""), will=self.will(parameters), why=self.why(document, parameters),
            seen={"Tempat": document.place, "Kertas": str(document.get_custody_display() or "di tempatnya")},
        )  # fmt: skip

    def will(self, parameters: Mapping[str, Any]) -> str:
        """What will be done."""
        raise NotImplementedError

    def why(self, document: Document, parameters: Mapping[str, Any]) -> str:
        """Why nothing will."""
        raise NotImplementedError


class BoxPapers(PaperKindOfChoice):
    """Kind "box_papers"; parameters: box, shelf."""

    label, button = "Mencatat tempat berkas", "Catat tempat"
    follows = ("Tiap berkas tercatat di boks dan rak ini; boks kosong berarti kertasnya tidak disimpan.",)
    take_back = (
        "Seluruhnya dapat ditarik kembali: tiap berkas tercatat lagi di tempatnya semula, selama belum dipindah."
    )

    def will(self, parameters: Mapping[str, Any]) -> str:
        return Document(box=parameters["box"], shelf=parameters["shelf"]).place or "kertas tidak disimpan"

    def why(self, document: Document, parameters: Mapping[str, Any]) -> str:
        same = (document.box, document.shelf) == (parameters["box"], parameters["shelf"])
        return "Memang tercatat di sana." if same else ""

    def do(self, *, subject: Any, user: User, choice: Choice) -> Done:
        place = {"box": choice.parameters["box"], "shelf": choice.parameters["shelf"]}
        before = {"box": subject.box, "shelf": subject.shelf}
        move_to_box(documents=[subject], **place)
        return Done(words=self.will(place), url=subject.get_absolute_url(), made=before)

    def undo(self, *, row: ChoiceRow, user: User, reason: str) -> str:
        document = Document.objects.select_for_update(of=("self",)).get(pk=row.subject)
        given = row.choice.parameters
        if (document.box, document.shelf) != (given["box"], given["shelf"]):
            raise NotSo(f"Sudah dipindah ke {document.place or 'luar boks'}.")
        move_to_box(documents=[document], **row.made)
        return Document(**row.made).place or "kertas tidak disimpan"


class MovePapers(PaperKindOfChoice):
    """Kind "move_papers"; parameters: custody, held_by, back_on (ISO day or empty), note."""

    label, button = "Mencatat kertas berkas", "Catat kertas"
    follows = ("Tiap kertas tercatat dipinjam, kembali, hilang atau terbakar; pindaian dan barisnya tetap.",)

    def will(self, parameters: Mapping[str, Any]) -> str:
        moved = Document(custody=parameters["custody"], held_by=parameters["held_by"])
        return moved.custody_words or "di tempatnya"

    def why(self, document: Document, parameters: Mapping[str, Any]) -> str:
        return why_not_moved(document, parameters["custody"])

    def do(self, *, subject: Any, user: User, choice: Choice) -> Done:
        given = choice.parameters
        back_on = date.fromisoformat(given["back_on"]) if given["back_on"] else None
        moved = move_paper(
            document=subject, custody=given["custody"], actor=user, held_by=given["held_by"], back_on=back_on,
            note=given["note"],
        )  # fmt: skip
        return Done(words=moved.custody_words or "di tempatnya", url=subject.get_absolute_url())
