"""Visits to homes, the form that is asked there, what came back, the random audit, duty letters."""

from consultation.visits.models.draws import AuditDraw
from consultation.visits.models.letters import DutyLetter
from consultation.visits.models.questions import SECTIONS, FormVersion, Question
from consultation.visits.models.reports import Incoming, Photo, PhotoKind, Report, ReportQuerySet
from consultation.visits.models.visits import (
    AREA,
    FILL,
    GIVE,
    IN_FIELD,
    LIVE,
    SEE,
    TYPE,
    Source,
    State,
    Visit,
    VisitQuerySet,
)

__all__ = [
    "AREA",
    "FILL",
    "GIVE",
    "IN_FIELD",
    "LIVE",
    "SECTIONS",
    "SEE",
    "TYPE",
    "AuditDraw",
    "DutyLetter",
    "FormVersion",
    "Incoming",
    "Photo",
    "PhotoKind",
    "Question",
    "Report",
    "ReportQuerySet",
    "Source",
    "State",
    "Visit",
    "VisitQuerySet",
]
