"""Filters of the room's lists."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from dtks.jobs.models import Chunk, Job, Message
from dtks.jobs.services import kind_labels
from dtks.web.filters import WordsFilter


class JobFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By title and starter, kind, what is stuck."""

    q = WordsFilter("title__icontains", "actor__full_name__icontains")
    jenis = django_filters.ChoiceFilter(
        label="Jenis", field_name="kind", empty_label="semua jenis", choices=lambda: sorted(kind_labels().items())
    )
    macet = django_filters.BooleanFilter(label="Hanya yang macet", method="only_stuck", widget=forms.CheckboxInput)

    class Meta:
        model = Job
        fields: list[str] = []

    def only_stuck(self, rows: QuerySet[Job], name: str, value: Any) -> QuerySet[Job]:
        """Jobs of which a chunk goes no further."""
        return rows.filter(chunks__state=Chunk.State.STUCK).distinct() if value else rows


class MessageFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By what it is about, and how it goes out. Never by address."""

    q = WordsFilter("about__icontains", "subject__icontains")
    saluran = django_filters.ChoiceFilter(
        label="Saluran", field_name="channel", choices=Message.Channel.choices, empty_label="semua saluran"
    )

    class Meta:
        model = Message
        fields: list[str] = []
