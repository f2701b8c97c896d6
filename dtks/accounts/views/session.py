"""Sign in, sign out, locked out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from dtks.accounts import queries, services
from dtks.accounts.forms import SignInForm
from dtks.accounts.models import User
from dtks.accounts.views.factor import AFTER
from dtks.web.navigation import home_url
from dtks.web.views import RoomView


class SignIn(LoginView):
    """Name and password; then back to the page that was asked for."""

    http_method_names = ["get", "head", "options", "post"]
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        return home_url(self.request)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        user = form.get_user()
        services.begin_session(request=self.request, user=user)
        if not services.asks_second_factor(user):
            return response
        self.request.session[AFTER] = response.headers["Location"]
        return redirect("accounts:code" if services.has_second_factor(user) else "accounts:factor")

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
    """By POST; to the sign-in page. Who visits homes leaves none of them on the phone."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        user: Any = request.user
        visits_homes = user.is_authenticated and user.may("visits.fill")
        services.note_sign_out(request=request)
        answer = super().post(request, *args, **kwargs)
        answer["Clear-Site-Data"] = '"cache", "storage"' if visits_homes else '"cache"'
        return answer


class EndSession(RoomView):
    """One of the own sessions, at another computer."""

    permission = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        number = services.end_sessions(sessions=services.open_sessions(user).filter(pk=pk), by=user)
        if not number:
            raise Http404
        messages.success(request, "Sesi itu berakhir.")
        return redirect("accounts:profile")


class EndOtherSessions(RoomView):
    """All own sessions but this one."""

    permission = ""

    def post(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        others = services.open_sessions(user).exclude(pk=request.session.get(services.SIGN_IN, 0))
        number = services.end_sessions(sessions=others, by=user)
        messages.success(request, f"{number} sesi lain berakhir.")
        return redirect("accounts:profile")


class EndSessionsOf(RoomView):
    """All sessions of an account, by the administrator."""

    permission = "accounts.manage"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(User, pk=pk)
        number = services.end_sessions(sessions=services.open_sessions(person), by=request.user)  # type: ignore[arg-type]
        messages.success(request, f"{number} sesi {person} berakhir.")
        return redirect(person.page_url)


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
