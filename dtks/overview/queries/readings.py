"""Who opened what belongs to a citizen: the file, its papers, tickets and family card, and files in which he stood."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from consultation.desk.models import Ticket
from dtks.accounts.models import ReadLog
from dtks.papers.models import Document
from dtks.registry.models import Citizen, HouseholdMembership
from verification.siks.models import BatchFile


def readings_of(citizen: Citizen) -> QuerySet[ReadLog]:
    """All readings of a citizen's data, newest first."""
    batches = BatchFile.objects.filter(batch__rows__citizen=citizen)
    about = {
        "document": Document.objects.filter(citizen=citizen).values("pk"),
        "ticket": Ticket.objects.filter(citizen=citizen).values("pk"),
        "household": HouseholdMembership.objects.filter(citizen=citizen).values("household"),
        "batch_file": batches.values("pk"),
    }
    of_him = Q(subject="citizen", subject_id=citizen.pk)
    for subject, ids in about.items():
        of_him |= Q(subject=subject, subject_id__in=ids)
    return ReadLog.objects.filter(of_him).select_related("user").order_by("-at", "-pk")
