"""The own account."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.urls import reverse

from dtks.accounts import services
from dtks.accounts.forms import PasswordForm, ProfileForm
from dtks.web.navigation import home_url
from dtks.web.views import FormView


class Profile(FormView):
    """Who I am, my mandates, my keys."""

    permission = ""
    template_name = "accounts/profile.html"
    form_class = ProfileForm
    title = "Akun saya"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return super().get_context_data(
            sessions=services.open_sessions(user),
            this_session=self.request.session.get(services.SIGN_IN, 0),
            factor_used=settings.SECOND_FACTOR,
            factor_active=services.has_second_factor(user),
            **kwargs,
        )

    def done(self, form: Any) -> str:
        form.save()
        messages.success(self.request, "Tersimpan.")
        return reverse("accounts:profile")


class Password(FormView):
    """A new password of one's own; asked for at once after a one-time password."""

    permission = ""
    while_password_is_temporary = True
    form_class = PasswordForm
    title = "Ganti kata sandi"
    submit = "Ganti kata sandi"

    @property
    def meta(self) -> str:  # type: ignore[override]
        user: Any = self.request.user
        return "Kata sandi sekali pakai diganti dahulu, baru pekerjaan dimulai." if user.password_is_temporary else ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def done(self, form: Any) -> HttpResponse | str:
        user = form.save(commit=False)
        user.password_is_temporary = False
        user.save(update_fields=["password", "password_is_temporary"])
        update_session_auth_hash(self.request, user)
        services.follow_session(request=self.request)
        messages.success(self.request, "Kata sandi sudah diganti.")
        return home_url(self.request)
