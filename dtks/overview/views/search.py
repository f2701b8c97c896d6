"""The search box of every page: a fragment for htmx, a page without JavaScript."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dtks.accounts.services import log_search
from dtks.overview.queries.search import Group, find, last_opened
from dtks.registry.queries.search import is_number_like
from dtks.web.views import RoomView
from dtks.web.views.rooms import no_store

SHORTEST = 2


class Search(RoomView):
    """By POST whatever it is; by GET only what cannot be a person's number."""

    permission = "citizens.see"

    def get(self, request: HttpRequest) -> HttpResponse:
        term = request.GET.get("q", "").strip()
        if is_number_like(term):
            return no_store(self._page([], "", refused=True))
        return self._answer(term)

    def post(self, request: HttpRequest) -> HttpResponse:
        return self._answer(request.POST.get("q", "").strip())

    def _answer(self, term: str) -> HttpResponse:
        user: Any = self.request.user
        if len(term) < SHORTEST:
            hits = last_opened(user=user)
            return self._page([Group("Terakhir dibuka", hits)] if hits else [], "")
        groups = find(user=user, term=term)
        found = sum(len(group.hits) for group in groups)
        log_search(user=user, found=found)  # never the term itself
        return no_store(self._page(groups, term))

    def _page(self, groups: list[Group], term: str, *, refused: bool = False) -> HttpResponse:
        user: Any = self.request.user
        template = "overview/_search_hits.html" if getattr(self.request, "htmx", False) else "overview/search.html"
        context = {
            "title": "Hasil pencarian" if term else "Cari",
            "groups": groups,
            "term": "" if is_number_like(term) else term,
            "searched": bool(term),
            "refused": refused,
            "may_register": user.may("citizens.register"),
        }
        return render(self.request, template, context)
