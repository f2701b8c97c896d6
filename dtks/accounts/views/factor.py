"""The second factor: asked at sign-in, set up by its owner, taken away by the administrator."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from dtks.accounts import services
from dtks.accounts.forms import CodeForm
from dtks.accounts.models import User
from dtks.web.navigation import home_url
from dtks.web.pdf import qr_svg
from dtks.web.refusals import Refusal
from dtks.web.views import FormView, RoomView
from dtks.web.views.forms import one_effect
from dtks.web.views.rooms import no_store

AFTER = "after_code"  # in the session: the page that was asked for


def proved(request: HttpRequest) -> str:
    """The session is whole now: a new key, and the way to the page that was asked for."""
    request.session.cycle_key()
    request.session[services.PROVED] = True
    services.follow_session(request=request)
    return str(request.session.pop(AFTER, "")) or home_url(request)


class Code(FormView):
    """The second step of signing in. Wrong codes are counted, so nothing here is rolled back."""

    permission = ""
    while_password_is_temporary = True
    form_class = CodeForm
    template_name = "accounts/code.html"
    title = "Kode kedua"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user: Any = request.user
        if user.is_authenticated and (request.session.get(services.PROVED) or not services.has_second_factor(user)):
            return redirect(home_url(request))
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        user: Any = self.request.user
        try:
            services.check_second_factor(user=user, code=form.cleaned_data["code"])
        except Refusal as refusal:
            form.add_error("code", str(refusal))
            return self.form_invalid(form)
        return redirect(proved(self.request))


class Factor(FormView):
    """Set up the telephone: a QR code, the first code, then ten codes for paper. An active one shows no secret."""

    permission = ""
    while_password_is_temporary = True
    form_class = CodeForm
    template_name = "accounts/factor.html"
    title = "Faktor kedua"
    meta = "Kode dari telepon Anda, di samping kata sandi. Kata sandi yang bocor saja tidak cukup untuk masuk."

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user: Any = request.user
        waits = user.is_authenticated and services.asks_second_factor(user) and services.has_second_factor(user)
        if waits and not request.session.get(services.PROVED):
            return redirect("accounts:code")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        active = services.has_second_factor(user)
        shown: dict[str, Any] = {"active": active, "off": not self.used}
        if self.used and not active:
            factor = services.begin_second_factor(user=user)
            picture = qr_svg(services.secret_address(factor))
            shown |= {"secret": services.secret_words(factor), "qr": picture}
        return super().get_context_data(**shown, **kwargs)

    @property
    def used(self) -> bool:
        """Whether the office uses it at all."""
        return bool(settings.SECOND_FACTOR)

    def render_to_response(self, *args: Any, **kwargs: Any) -> Any:
        return no_store(super().render_to_response(*args, **kwargs))

    def done(self, form: Any) -> HttpResponse:
        if not self.used:
            raise Refusal("Kantor ini belum memakai faktor kedua.")
        services.require_fresh_sign_in(request=self.request)
        codes = services.confirm_second_factor(user=self.request.user, code=form.cleaned_data["code"])  # type: ignore[arg-type]
        return show_codes(self.request, codes, proved(self.request))


def show_codes(request: HttpRequest, codes: list[str], onward: str) -> HttpResponse:
    """The one page on which the codes for paper stand."""
    context = {"title": "Kode cadangan", "codes": codes, "onward": onward}
    return no_store(render(request, "accounts/recovery_codes.html", context))


class RecoveryCodes(RoomView):
    """Ten new codes for paper."""

    permission = ""

    def post(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        if not services.has_second_factor(user):
            raise Refusal("Faktor kedua Anda belum aktif.")
        services.require_fresh_sign_in(request=request)
        return one_effect(
            request, lambda: show_codes(request, services.new_recovery_codes(user=user), reverse("accounts:profile"))
        )


class TakeFactorAway(RoomView):
    """A person lost the telephone: the administrator lets him set up a new one."""

    permission = "accounts.manage"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(User, pk=pk)

        def take_away() -> str:
            services.take_second_factor_away(user=person)
            services.end_sessions(sessions=services.open_sessions(person), by=request.user)  # type: ignore[arg-type]
            messages.success(request, f"{person} menyiapkan telepon baru waktu masuk lagi.")
            return person.page_url

        return one_effect(request, take_away)
