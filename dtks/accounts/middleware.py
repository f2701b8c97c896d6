"""The idle and the last end of a session, and the second factor before anything else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from dtks.accounts import services

SEEN = "seen"
ONCE_IN = 60  # seconds: more often the session is not written


class IdleMiddleware:
    """Start the idle time anew when a person asks for a page; a page that asks by itself does not count.

    What a signed-in person gets is kept by no browser: the counter's computer is used by several.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            services.end_if_too_old(request=request)
        signed_in = request.user.is_authenticated
        by_itself = request.method == "GET" and bool(getattr(request, "htmx", False))
        if signed_in and not by_itself:
            now = int(time.time())
            if now - request.session.get(SEEN, 0) >= ONCE_IN:
                request.session[SEEN] = now
                services.follow_session(request=request)
        response = self.get_response(request)
        if signed_in and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response


class SecondFactorMiddleware:
    """A session whose second factor is asked for and not proved gets the page for its code, and nothing else."""

    OPEN = ("accounts:code", "accounts:factor", "accounts:logout", "accounts:login")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        if not user.is_authenticated or request.session.get(services.PROVED) or not services.asks_second_factor(user):
            return self.get_response(request)
        if request.path in {reverse(name) for name in self.OPEN}:
            return self.get_response(request)
        target = reverse("accounts:code" if services.has_second_factor(user) else "accounts:factor")
        if getattr(request, "htmx", False):
            answer: Any = HttpResponseClientRedirect(target)
            return answer  # type: ignore[no-any-return]
        return redirect(target)
