"""Pages of the top floor."""

from dtks.overview.views.acts import ActPage, Acts
from dtks.overview.views.births import BirthPage, Births, BirthSlip, BringPapers, ReportBirth, TakeBackBirth
from dtks.overview.views.citizens import (
    CitizenHistory,
    CitizenList,
    CitizenMatters,
    CitizenPapers,
    CitizenReadings,
    CitizenSummary,
    HouseholdPage,
    NewCitizen,
    ProposeChange,
)
from dtks.overview.views.home import Backlog, Health, Home, Metrics
from dtks.overview.views.phone_births import PhoneBirth
from dtks.overview.views.retention import Retention
from dtks.overview.views.search import Search
from dtks.overview.views.succession import PlaceMember, SuccessionPage
from dtks.overview.views.tickets import TicketAct
from dtks.overview.views.trail import Trail, TrailExport

__all__ = [
    "ActPage",
    "Acts",
    "Backlog",
    "BirthPage",
    "BirthSlip",
    "Births",
    "BringPapers",
    "CitizenHistory",
    "CitizenList",
    "CitizenMatters",
    "CitizenPapers",
    "CitizenReadings",
    "CitizenSummary",
    "Health",
    "Home",
    "HouseholdPage",
    "Metrics",
    "NewCitizen",
    "PhoneBirth",
    "PlaceMember",
    "ProposeChange",
    "ReportBirth",
    "Retention",
    "Search",
    "SuccessionPage",
    "TakeBackBirth",
    "TicketAct",
    "Trail",
    "TrailExport",
]
