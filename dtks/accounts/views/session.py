"""Sign in, sign out, locked out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from dtks.accounts import queries, services
from dtks.accounts.forms import SignInForm
from dtks.web.navigation import home_url
from dtks.web.views import RoomView


class SignIn(LoginView):
    """Name and password; then back to the page that was asked for."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        return home_url(self.request)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title="Masuk",
            idle=services.idle_minutes(),
            was_idle="diam" in self.request.GET,
            demo_accounts=queries.demo_accounts(),
            demo=settings.DEMO,
            **kwargs,
        )


class SignOut(LogoutView):
    """By POST; to the sign-in page."""


class Home(RoomView):
    """`/`: to the first page of the role."""

    permission = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(home_url(request))


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """Too many wrong passwords: a sentence and the time to try again."""
    wait = get_cool_off(request) or timedelta(minutes=15)
    context = {
        "title": "Tunggu sebentar",
        "again_at": timezone.now() + wait,
        "minutes": int(wait.total_seconds() // 60),
    }
    return render(request, "accounts/locked_out.html", context, status=429)
