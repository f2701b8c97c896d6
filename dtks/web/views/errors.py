"""The quiet pages: one sentence, what is safe, one way on, a code to quote."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from dtks.web.navigation import home_url, page_before
from dtks.web.views.rooms import RoomView

ALPHABET = "23456789ACDEFGHJKMNPQRTUVWXY"  # without letters that are taken for others
logger = logging.getLogger("padan.pages")


def _quiet(request: HttpRequest, name: str, status: int, letter: str) -> HttpResponse:
    """A page that asks nothing of the database, so that it comes whatever is broken."""
    code = f"{letter}-{''.join(secrets.choice(ALPHABET) for _ in range(4))}"
    context: dict[str, Any] = {"code": code, "who": "", "home": "/", "signed_in": False, "path": request.path}
    try:
        if request.user.is_authenticated:
            context |= {"who": str(request.user), "home": home_url(request), "signed_in": True}
            context["before"] = page_before(request)
    except Exception:
        logger.warning("%s: the person is unknown, the database does not answer", code)
    who = getattr(getattr(request, "user", None), "pk", None) if context["signed_in"] else None
    logger.warning("%s answered %s to user %s at %s %s", code, status, who, request.method, request.path)
    return HttpResponse(render_to_string(f"web/{name}.html", context, request=None), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be read."""
    return _quiet(request, "400", 400, "B")


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the role does not hold the permission."""
    return _quiet(request, "403", 403, "H")


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or the record lies outside the person's area; both are answered alike."""
    return _quiet(request, "404", 404, "N")


def no_page(request: HttpRequest) -> HttpResponse:
    """405: an address for buttons was opened as a page."""
    return _quiet(request, "405", 405, "M")


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault; the page tries again by itself."""
    return _quiet(request, "500", 500, "R")


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of the CSRF check: the form is older than the session. Whoever is signed out signs in first."""
    if not request.user.is_authenticated and (view := _room_view(request)):
        return view.handle_no_permission()
    return _quiet(request, "stale_form", 403, "F")


def _room_view(request: HttpRequest) -> RoomView | None:
    """The view of the address, if it asks who is there."""
    try:
        kind = getattr(resolve(request.path_info).func, "view_class", None)
    except Resolver404:
        return None
    if not (isinstance(kind, type) and issubclass(kind, RoomView)):
        return None
    view = kind()
    view.setup(request)
    return view
