"""What the sources say: the civil registry by file, service and screen; work orders and their answers."""

from verification.sources.models.civil import (
    Agreement,
    CivilPerson,
    Comparison,
    Extract,
    OfCitizenQuerySet,
    ResultClass,
    ServiceAnswer,
    ServiceCheck,
    ServiceDay,
)
from verification.sources.models.events import VitalEvent
from verification.sources.models.orders import OrderAnswer, OrderAnswerRow, OrderPassword, OrderRow, WorkOrder
from verification.sources.models.schools import Pupil, School

__all__ = [
    "Agreement",
    "CivilPerson",
    "Comparison",
    "Extract",
    "OfCitizenQuerySet",
    "OrderAnswer",
    "OrderAnswerRow",
    "OrderPassword",
    "OrderRow",
    "Pupil",
    "ResultClass",
    "School",
    "ServiceAnswer",
    "ServiceCheck",
    "ServiceDay",
    "VitalEvent",
    "WorkOrder",
]
