"""The base of every list: search, filter, sort, pages, and acts on a frozen selection. Works without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

import django_tables2
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string

from dtks.web.filters import could_be_number_of_a_person
from dtks.web.memory import counted
from dtks.web.refusals import Refusal
from dtks.web.templatetags.chips import RESULTS
from dtks.web.views.forms import one_effect
from dtks.web.views.listing import far_ids, in_order, number_of, word_of
from dtks.web.views.rooms import RoomView

CHOICE_LASTS = 8 * 3600  # seconds: a working day
MOST_CHOSEN = 20_000
FAR_PAGE = 40
LONGEST_ADDRESS = 300  # of a list as a choice keeps it
SOUGHT = "number_sought"  # a NIK that was searched for stands in the session, never in an address


@dataclass(frozen=True)
class Act:
    """A verb of the bulk bar. `{n}` in the label is the number of rows.

    With a `kind` (of settings.CHOICE_KINDS) the rows are frozen and shown before anything is done; its parameters come
    from the view's `asked_<name>()`. Ticked rows alone are done at once where the view has `bulk_<name>(rows)`.
    """

    name: str
    label: str
    icon: str = ""
    permission: str = ""
    danger: bool = False
    download: bool = False  # answers with a file: the page stays
    asks: str = ""  # a template with the fields that the act needs beside the rows
    kind: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of one row of a bulk act."""

    label: str
    text: str
    done: bool = True
    url: str = ""


@dataclass(frozen=True)
class Chip:
    """A filter chip with its count."""

    value: str
    word: str
    count: int
    active: bool


@dataclass(frozen=True)
class ActiveFilter:
    """A filter in force, and the name that takes it off."""

    name: str
    word: str


class KnownCount(Paginator):  # type: ignore[type-arg]
    """A paginator that is told how many rows there are, and whether it holds the rows of one page already."""

    def __init__(self, *args: Any, total: int, one_page: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = total
        self.one_page = one_page

    def page(self, number: int | str) -> Page[Any]:
        """The page; rows that are the page already are not cut again."""
        if not self.one_page:
            return super().page(number)
        return Page(self.object_list, self.validate_number(number), self)


class ListView(RoomView):
    """A list page. Give `title`, `table_class`, `rows()`; the rest as needed, see the attributes."""

    title = ""
    meta = ""
    template_name = "web/list.html"
    table_class: type[django_tables2.Table]
    filter_class: Any = None  # a django_filters.FilterSet; its `q` (WordsFilter) is the search box
    search_hint = "Cari di daftar ini"
    chip_field = ""  # a field whose values become chips with counts
    chip_words: Mapping[str, str] = {value: word for value, (word, _, _) in RESULTS.items()}
    order_by = ""  # the order at first, as names of columns: "-opened_at"
    acts: Sequence[Act] = ()
    nothing_yet = "Belum ada isi."
    nothing_found = "Tidak ada yang cocok dengan saringan ini."
    per_page = (25, 50, 100)
    ids_first = False  # rows that are dear to sort whole: the page is found by ids, then only its rows are read

    def rows(self) -> QuerySet[Any]:
        """All rows that the person may see, joined with what the table shows."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Search for a number, freeze all results, or do an act with the chosen rows."""
        if "q" in request.POST:
            return self.search(request.POST["q"].strip())
        if "pilih_semua" in request.POST:
            return self.page(frozen=self.freeze(self.shown.values_list("pk", flat=True)[: MOST_CHOSEN + 1]))
        act = next((act for act in self.allowed_acts if act.name == request.POST.get("tindakan")), None)
        if act is None:
            raise PermissionDenied
        return self.do(act)

    # Search and filters

    def search(self, term: str) -> HttpResponse:
        """To the same list with the term in its address; a number of a person goes into the session instead."""
        query = self.request.GET.copy()
        for name in ("q", "nomor", "hal"):
            query.pop(name, None)
        if could_be_number_of_a_person(term):
            self.request.session[SOUGHT] = term
            query["nomor"] = "1"
        elif term:
            query["q"] = term
        return redirect(f"{self.request.path}?{query.urlencode()}")

    @cached_property
    def term(self) -> str:
        """What is searched for."""
        sought = self.request.session.get(SOUGHT, "") if "nomor" in self.request.GET else ""
        return str(sought or self.request.GET.get("q", ""))

    @cached_property
    def filterset(self) -> Any:
        """The filters in force, or None."""
        if self.filter_class is None:
            return None
        data = self.request.GET.copy()
        data["q"] = self.term
        return self.filter_class(data, queryset=self.rows(), request=self.request)

    @property
    def finds_people(self) -> bool:
        """Whether the search box looks for people; one that does not say so does (row 81)."""
        box = self.filter_class.base_filters.get("q") if self.filter_class else None
        return box is not None and bool(getattr(box, "finds_people", True))

    def write_down_search(self) -> None:
        """A search for people is a reading of their data: who, where, how many; never the term."""
        if self.term and self.finds_people:
            import_string(settings.SEARCH_LOG)(user=self.request.user, found=self.total, where=self.title)

    @cached_property
    def matched(self) -> QuerySet[Any]:
        """Rows after search and filters, before the chip."""
        if self.filterset is None:
            return self.rows()
        found: QuerySet[Any] = self.filterset.qs
        return found

    @cached_property
    def shown(self) -> QuerySet[Any]:
        """Rows after the chip as well."""
        return self.with_chip(self.matched, self.chip) if self.chip else self.matched

    @property
    def chip(self) -> str:
        return self.request.GET.get("kelas", "") if self.chip_field else ""

    def with_chip(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The rows of one chip."""
        return rows.filter(**{self.chip_field: value})

    def chip_counts(self, rows: QuerySet[Any]) -> dict[str, int]:
        """How many rows each chip has."""
        counted = rows.order_by().values_list(self.chip_field).annotate(number=Count("pk"))
        return {str(value): number for value, number in counted}

    @cached_property
    def counts(self) -> dict[str, int]:
        return self.chip_counts(self.matched) if self.chip_field else {}

    @cached_property
    def total(self) -> int:
        if not self.chip_field:
            return counted(self.shown)
        return self.counts.get(self.chip, 0) if self.chip else sum(self.counts.values())

    def chips(self) -> list[Chip]:
        """ "Semua" and the chips in the order of `chip_words`; empty ones only if in force."""
        if not self.chip_field:
            return []
        found = [
            Chip(value, word, self.counts.get(value, 0), value == self.chip)
            for value, word in self.chip_words.items()
            if self.counts.get(value) or value == self.chip
        ]
        return [Chip("", "Semua", sum(self.counts.values()), not self.chip), *found]

    @cached_property
    def active_filters(self) -> list[ActiveFilter]:
        """Filters in force, apart from search and chip, in words."""
        if self.filterset is None or not self.filterset.is_valid():
            return []
        fields, values = self.filterset.form.fields, self.filterset.form.cleaned_data
        return [
            ActiveFilter(name, word_of(fields[name], values[name]))
            for name in fields
            if name != "q" and values.get(name) not in (None, "", [], False)
        ]

    # The page

    def table(self) -> django_tables2.Table:
        """The sorted page of rows. Equal rows stand in the order of their ids, so that pages never overlap."""
        request = self.request
        table = self.table_class(
            self.shown,
            order_by=request.GET.get("urut") or self.order_by,
            order_by_field="urut",
        )
        table.request = request  # given at once it would cut a page of its own and count all rows for it
        rows = in_order(table.data.data)
        per_page = number_of(request.GET.get("per"), self.per_page[0])
        per_page = per_page if per_page in self.per_page else self.per_page[0]
        last = max(1, -(-self.total // per_page))
        page = min(max(1, number_of(request.GET.get("hal"), 1)), last)
        if far := self.by_ids(rows, page):
            rows = rows.filter(pk__in=self.ids_of_page(rows, (page - 1) * per_page, per_page))
        table.data.data = rows
        table.paginate(paginator_class=KnownCount, per_page=per_page, page=page, total=self.total, one_page=far)
        return table

    def by_ids(self, rows: QuerySet[Any], page: int) -> bool:
        """Whether the ids of a page are found before its rows are read."""
        return self.ids_first or page > FAR_PAGE

    def ids_of_page(self, rows: QuerySet[Any], start: int, size: int) -> list[int]:
        """The ids of the rows of a page, out of all rows in their order."""
        return far_ids(rows, start, size, self.total)

    def context(self) -> dict[str, Any]:
        """More names for a template of one's own."""
        return {}

    def page(self, frozen: list[int] | None = None) -> HttpResponse:
        """The list; with `frozen` ids the bulk bar acts on exactly these."""
        table = self.table()
        self.write_down_search()
        current: Page[Any] = table.page
        context = {
            "view": self,
            "title": self.title,
            "meta": self.meta,
            "table": table,
            "page": current,
            "pages": list(current.paginator.get_elided_page_range(current.number, on_each_side=1, on_ends=1)),
            "total": self.total,
            "chips": self.chips(),
            "filterset": self.filterset,
            "active_filters": self.active_filters,
            "term": self.term,
            "filtered": bool(self.term or self.chip or self.active_filters),
            "selectable": bool(self.allowed_acts),
            "acts": self.allowed_acts,
            "frozen": frozen is not None,
            "chosen": self.sign(frozen) if frozen else "",
            "chosen_number": len(frozen or []),
            "mark": mark_of(frozen or []),
            "current_pk": None,
            **self.context(),
        }
        return render(self.request, self.template_name, context)

    # The selection

    @cached_property
    def allowed_acts(self) -> list[Act]:
        user: Any = self.request.user
        return [act for act in self.acts if not act.permission or user.may(act.permission)]

    def freeze(self, ids: Iterable[int]) -> list[int]:
        """The ids that match now; the selection stays these, whatever changes meanwhile."""
        frozen = list(ids)
        if len(frozen) > MOST_CHOSEN:
            raise Refusal("Lebih dari 20.000 baris. Persempit dengan saringan, lalu pilih lagi.")
        return frozen

    def sign(self, ids: list[int]) -> str:
        """The frozen ids for a hidden field: only this person can use them, only on this list, for a working day."""
        return signing.dumps([self.request.user.pk, self.request.path, sorted(ids)], salt="choice", compress=True)

    def chosen_ids(self) -> list[int]:
        """Ids of a POST: the frozen ones, else the ticked boxes."""
        if frozen := self.request.POST.get("terpilih"):
            try:
                person, path, ids = signing.loads(frozen, salt="choice", max_age=CHOICE_LASTS)
            except signing.BadSignature as error:
                raise Refusal("Pilihan ini sudah lewat. Pilih lagi baris-barisnya.") from error
            if (person, path) != (self.request.user.pk, self.request.path):
                raise Refusal("Pilihan ini dibuat orang lain. Pilih lagi baris-barisnya.")
            return [int(number) for number in ids]
        return [int(number) for number in self.request.POST.getlist("baris") if number.isdigit()]

    def do(self, act: Act) -> HttpResponse:
        """The act with the chosen rows that the person may (still) see."""
        ids = self.chosen_ids()
        if not ids:
            raise Refusal("Belum ada baris yang dipilih.")
        handler = getattr(self, f"bulk_{act.name}", None)
        if act.kind and (handler is None or self.request.POST.get("terpilih")):
            return one_effect(self.request, lambda: self.preview(act, ids))
        assert handler is not None

        def done() -> HttpResponse | str:
            rows = self.rows().filter(pk__in=ids)
            gone = len(set(ids)) - rows.count()  # before the act, which may take rows out of this list itself
            return self._answer(act, handler(rows), gone)

        return one_effect(self.request, done)

    def preview(self, act: Act, ids: list[int]) -> str:
        """Freeze the chosen rows, those of the list in its order; returns the address of their preview."""
        asked = getattr(self, f"asked_{act.name}", dict)
        table = self.table_class(self.rows().filter(pk__in=ids), order_by=self.request.GET.get("urut") or self.order_by)
        here = list(in_order(table.data.data).values_list("pk", flat=True))
        address = self.request.get_full_path()
        freeze: Any = import_string(settings.CHOICE_FREEZER)
        found: str = freeze(
            user=self.request.user, kind=act.kind, ids=[*here, *ids], parameters=asked(), described=self.described(),
            back=address if len(address) <= LONGEST_ADDRESS else self.request.path,
        )  # fmt: skip
        return found

    def described(self) -> str:
        """The list and the filters in force, in words; what was searched for is not among them, it may be a name."""
        chip = [self.chip_words.get(self.chip, "")] if self.chip else []
        searched = ["dicari"] if self.term else []
        return " · ".join([str(self.title), *chip, *(each.word for each in self.active_filters), *searched])

    def _answer(self, act: Act, result: HttpResponse | list[Outcome] | str, gone: int) -> HttpResponse | str:
        """What became of each row; rows that left the list since they were chosen are counted, never passed over."""
        skipped = [Outcome(f"{gone} baris", "sudah tidak di daftar ini sejak dipilih", done=False)] if gone else []
        if not isinstance(result, list):
            if gone:
                messages.info(self.request, f"{gone} baris dilewati: sudah tidak di daftar ini sejak dipilih.")
            return result
        result = [*result, *skipped]
        done = sum(outcome.done for outcome in result)
        context = {
            "title": act.label.replace("{n}", str(len(result) - len(skipped))),
            "outcomes": result,
            "done": done,
            "left": len(result) - done - len(skipped) + gone,
            "back": self.request.get_full_path(),
        }
        return render(self.request, "web/outcomes.html", context)


def mark_of(ids: Iterable[int]) -> str:
    """A short mark of frozen ids, to be compared by eye; the same ids give the same mark."""
    return sha256(",".join(map(str, sorted(ids))).encode()).hexdigest()[:8]
