"""What forms of several rooms share: the values of a citizen, judged as a person types them."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms

from dtks.registry.services import ImpossibleValue, typed_value


def judge_typed(form: forms.Form, values: Mapping[str, str], *, prefix: str = "") -> None:
    """Say under each field what no paper reads so; without a field of that name on top of the page.

    Args:
        values: field of Citizen.FIELDS to what was typed; empty ones are not looked at.
        prefix: what stands before the field's name in the form.
    """
    for field, text in values.items():
        if not text:
            continue
        try:
            typed_value(field, text)
        except ImpossibleValue as impossible:
            place = f"{prefix}{field}"
            known = place in form.fields
            form.add_error(place if known else None, impossible.sentence if known else str(impossible))
