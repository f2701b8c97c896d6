"""What every page shares: its context and the permission of a view."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views import View


class RoomView(AccessMixin, View):
    """A view that states its permission in one line. An empty permission is for everybody who is signed in."""

    permission: str | None = None  # None is a mistake and refuses everybody

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if self.permission is None or (self.permission and not request.user.may(self.permission)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Names that every template knows."""
    return {}
