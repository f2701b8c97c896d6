"""The base view: its permission, what happens to somebody who is signed out, the context of every page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.views import View
from django.views.generic import TemplateView
from django_htmx.http import HttpResponseClientRedirect

from dtks.web.navigation import menu_for, offered_part


class RoomView(AccessMixin, View):
    """A view that states its permission in one line. An empty permission is for everybody who is signed in."""

    permission: str | None = None  # None is a mistake and refuses everybody
    http_method_names = ["get", "head", "options", "post"]
    while_password_is_temporary = False  # only sign-out and the change of the password

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if self.permission is None or (self.permission and not request.user.may(self.permission)):
            raise PermissionDenied
        if request.user.password_is_temporary and not self.while_password_is_temporary:
            return redirect("accounts:password")
        return super().dispatch(request, *args, **kwargs)

    def handle_no_permission(self) -> HttpResponseRedirect:
        """To the sign-in page, which brings back here; a part of a page takes its whole page along."""
        request = self.request
        back = request.get_full_path()
        if htmx := getattr(request, "htmx", None):
            back = htmx.current_url_abs_path or "/"
        elif request.method != "GET":
            came_from = urlsplit(request.headers.get("Referer", ""))
            back = came_from.path or "/"
        query = {"next": back}
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            query["diam"] = "1"
        target = f"{resolve_url(settings.LOGIN_URL)}?{urlencode(query)}"
        if htmx:
            answer: Any = HttpResponseClientRedirect(target)
            return answer  # type: ignore[no-any-return]
        return HttpResponseRedirect(target)


class ButtonView(RoomView):
    """An address for buttons: give `page` and `post`. Typed or bookmarked it leads to the page whose button it is."""

    page = ""  # name of an address; it gets the arguments of ours

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse(self.page, kwargs=kwargs))


class PageView(RoomView, TemplateView):
    """A page that only shows: `template_name` and `get_context_data`."""


def once(function: Callable[[], Any]) -> Callable[[], Any]:
    """The function, asked at most once, and only if a template asks."""
    return cache(function)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Names that every template knows: the menu of the person, and whether this is a trial."""
    user = getattr(request, "user", None)
    everybody: dict[str, Any] = {
        "demo": settings.DEMO,
        "practice": settings.PRACTICE,
        "desk_address": settings.DESK_ADDRESS,
    }
    if user is None or not user.is_authenticated:
        return {"menu": [], **everybody}
    may_search = once(lambda: user.may("citizens.see"))
    if settings.PRACTICE:
        everybody["lesson"] = offered_part("lesson", user, request.path)
    return {"menu": once(lambda: menu_for(request)), "may_search": may_search, **everybody}


def no_store(response: HttpResponse) -> HttpResponse:
    """The answer, kept by no browser and no proxy."""
    response["Cache-Control"] = "no-store"
    return response
