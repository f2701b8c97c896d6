"""What stands around every view."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dtks.web.memory import asked_once
from dtks.web.navigation import home_url, page_before
from dtks.web.refusals import Refusal
from dtks.web.views.errors import no_page

logger = logging.getLogger("padan.pages")


class MemoryMiddleware:
    """What a page asks of the memory several times is fetched once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with asked_once():
            return self.get_response(request)


class RefusalMiddleware:
    """A refusal becomes a notice on the page where the person was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET" and not response.content:
            page = no_page(request)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a Refusal, and a full disk as one; every other error goes on."""
        if getattr(exception, "errno", None) == errno.ENOSPC:
            logger.error("the disk is full: %s", type(exception).__name__)
            exception = Refusal("Ruang simpan di server penuh. Tidak ada yang tersimpan; beri tahu administrator.")
        if not isinstance(exception, Refusal):
            return None
        if getattr(request, "htmx", False):
            return render(request, "web/_notice.html", {"kind": "warning", "text": str(exception)}, status=409)
        messages.warning(request, str(exception))
        if request.method == "GET":
            return redirect(exception.link or home_url(request))
        return redirect(exception.link or page_before(request))
