"""The base of every page with a form, and the key against a double click."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.module_loading import import_string
from django.views import generic

from dtks.web.refusals import Refusal
from dtks.web.views.rooms import RoomView

FORM_KEY = "form_key"


def one_effect(request: HttpRequest, act: Callable[[], HttpResponse | str]) -> HttpResponse:
    """Do `act` once for the `form_key` of a POST, in one transaction; a repetition gets the first one's page.

    `act` returns a response or an address to go to. The page has `{% form_key %}` inside its form; a POST without a key
    is simply done. If `act` raises, nothing is kept and the same form may be sent again.
    """
    key = _key(request.POST.get(FORM_KEY, ""))
    with transaction.atomic():
        claim: Any = key and import_string(settings.FORM_KEYS)(user=request.user, key=key)
        if claim and not claim.is_first:
            return redirect(claim.answer or request.path)
        answer = act()
        response = redirect(answer) if isinstance(answer, str) else answer
        if claim:
            claim.keep(getattr(response, "url", ""))
    return response


def new_key() -> str:
    """A key for one form on one page."""
    return str(uuid4())


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class FormView(RoomView, generic.FormView):  # type: ignore[type-arg]
    """A page with one form: give `form_class`, `title`, `submit` and `done(form)`.

    `done` calls the service and returns an address (or a response). A Refusal that it raises stands above the form and
    what was typed stays. Sent twice, it is done once.
    """

    template_name = "web/form.html"
    title = ""
    meta = ""
    submit = "Simpan"
    back: tuple[str, str] | None = None  # label and address

    def done(self, form: forms.BaseForm) -> HttpResponse | str:
        """The act."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return one_effect(self.request, lambda: self.done(form))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = {"title": self.title, "meta": self.meta, "submit": self.submit, "back": self.back}
        return {**shown, **context}
