"""The base of pages for citizens."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views import View

from dtks.web.views.rooms import no_store


class PublicView(View):
    """A page that anybody may open: kept by no browser, read by no search engine."""

    def answer(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """The page."""
        answer = no_store(render(self.request, template, context, status=status))
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer
