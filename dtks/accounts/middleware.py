"""The idle end of a session."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

SEEN = "seen"
ONCE_IN = 60  # seconds: more often the session is not written


class IdleMiddleware:
    """Start the idle time anew when a person asks for a page; a page that asks by itself does not count."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        by_itself = request.method == "GET" and bool(getattr(request, "htmx", False))
        if not by_itself and request.user.is_authenticated:
            now = int(time.time())
            if now - request.session.get(SEEN, 0) >= ONCE_IN:
                request.session[SEEN] = now
        return self.get_response(request)
