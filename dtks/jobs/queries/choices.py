"""What a choice comes to: its rows by what becomes of them, why some are not done, and a page of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils.text import capfirst

from dtks.accounts.models import User
from dtks.jobs.models import Choice, ChoiceRow
from dtks.jobs.services.choices import Look, changed_words, looks_of
from dtks.web.views.lists import Chip

PER_PAGE = 25
ALL_LOOKED_AT = 500  # rows; of more only those of the page are held against the present
WHOLE = "semua"
Outcome = ChoiceRow.Outcome
FATES = {
    Outcome.WAITING: "terap", Outcome.APPLIED: "terap", Outcome.OUT: "keluar", Outcome.SKIPPED: "berubah",
    Outcome.REVERSED: "balik", Outcome.STAYED: "tetap",
}  # fmt: skip
_CODE = re.compile(r"\b[A-Z]{1,2}-\d{4}-\d+")  # the numbers of requests: reasons that differ by them alone are one
WORDS = {"terap": "Diterapkan", "berubah": "Dilewati", "keluar": "Dikeluarkan", "balik": "Ditarik kembali",
         "tetap": "Tetap, tidak dapat ditarik"}  # fmt: skip


@dataclass(frozen=True)
class ShownRow:
    """A row of the page: what it is about, if the person may see it, and what becomes of it."""

    row: ChoiceRow
    look: Look | None
    changed: str
    fate: str

    @property
    def on(self) -> bool:
        return self.row.outcome == Outcome.WAITING and not self.changed


class Preview:
    """A choice as one person reads it."""

    def __init__(self, choice: Choice, user: User, *, fate: str = "", page: str = "") -> None:
        self.choice = choice
        rows = list(choice.rows.order_by("no"))
        waiting = [row.subject for row in rows if row.outcome == Outcome.WAITING]
        looked: dict[int, Look] = {}
        if choice.is_open and len(rows) <= ALL_LOOKED_AT:
            looked = looks_of(choice, waiting, user)
        self.changes = self._changes(rows, looked) if looked or not waiting else {}
        self.fates = {row.pk: "berubah" if row.pk in self.changes else FATES[Outcome(row.outcome)] for row in rows}
        self.tally = Counter(self.fates.values())
        skipped = [self.changes.get(row.pk) or row.why for row in rows if self.fates[row.pk] == "berubah"]
        self.reasons = Counter(_CODE.sub("…", why) for why in skipped)
        self.chips = self._chips(fate)
        self.fate = next((chip.value for chip in self.chips if chip.active), "")
        sought = [row for row in rows if not self.fate or self.fates[row.pk] == self.fate]
        size = len(rows) if page == WHOLE and self.fits_a_page else PER_PAGE
        self.page: Page[ChoiceRow] = Paginator(sought, size).get_page(page)
        self.rows = self._shown(list(self.page.object_list), looked, user)

    def _changes(self, rows: Iterable[ChoiceRow], looks: dict[int, Look]) -> dict[int, str]:
        """Rows that wait and stand no longer as they were seen, with why."""
        waiting = [row for row in rows if row.outcome == Outcome.WAITING and self.choice.is_open]
        said = {row.pk: changed_words(row.seen, looks.get(row.subject)) for row in waiting}
        return {pk: why for pk, why in said.items() if why}

    def _shown(self, rows: list[ChoiceRow], looked: dict[int, Look], user: User) -> list[ShownRow]:
        missing = [row.subject for row in rows if row.subject not in looked]
        looked = looked | looks_of(self.choice, missing, user)
        changes = self.changes | self._changes(rows, looked)
        return [ShownRow(row, looked.get(row.subject), changes.get(row.pk, ""), self.fates[row.pk]) for row in rows]

    def _chips(self, fate: str) -> list[Chip]:
        """All rows, then each fate that some row has; while rows can be taken out, theirs stands even at nought."""
        shown = [name for name in WORDS if self.tally[name] or (self.choice.is_open and name in ("terap", "keluar"))]
        words = WORDS | {"terap": capfirst(self.left_words)}
        found = [Chip(name, words[name], self.tally[name], name == fate) for name in shown]
        return [Chip("", "Semua", self.choice.count, not any(chip.active for chip in found)), *found]

    @property
    def fits_a_page(self) -> bool:
        """Whether all rows may stand on one page: more would be more boxes than a form may send."""
        return self.choice.count <= ALL_LOOKED_AT

    @property
    def left_words(self) -> str:
        """What is said of the rows that are neither out nor skipped."""
        state = Choice.State(self.choice.state)
        if self.choice.is_open:
            return "akan diterapkan"
        if state in (Choice.State.FROZEN, Choice.State.DROPPED):
            return "tidak jadi diterapkan"
        return "diterapkan atau menunggu giliran" if state == Choice.State.RUNNING else "diterapkan"

    @property
    def terms(self) -> list[tuple[int, str, str]]:
        """The count equation: frozen = done + skipped + out + taken back + what stays."""
        rest = [
            (self.tally["keluar"], "dikeluarkan", "sama"), (self.tally["berubah"], "dilewati", "berubah"),
            (self.tally["balik"], "ditarik kembali", "sama"), (self.tally["tetap"], "tetap", "ditolak"),
        ]  # fmt: skip
        shown = [part for at, part in enumerate(rest) if part[0] or (at == 0 and self.choice.is_open)]
        return [(self.tally["terap"], self.left_words, "baru"), *shown]

    @property
    def left(self) -> int:
        """Rows that will be done, or were."""
        return self.tally["terap"]

    @property
    def elsewhere(self) -> int:
        """Of them those on other pages."""
        return self.left - sum(row.on for row in self.rows)

    @property
    def out(self) -> int:
        return self.tally["keluar"]

    @property
    def skipped(self) -> int:
        return self.tally["berubah"]

    @property
    def stayed(self) -> int:
        return self.tally["tetap"]

    @property
    def skipped_for(self) -> list[tuple[str, int]]:
        """Why rows are skipped, the most frequent first."""
        return self.reasons.most_common(8)
