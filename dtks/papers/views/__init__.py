"""Pages of the archive and of the rules."""

from dtks.papers.views.archive import ArchiveAddView, ArchiveView, DocumentView, FileView, PreviewView
from dtks.papers.views.rules import PostersView, PosterView, RuleEditView, RuleEndView, RuleListView, RuleView

__all__ = [
    "ArchiveAddView", "ArchiveView", "DocumentView", "FileView", "PosterView", "PostersView", "PreviewView",
    "RuleEditView", "RuleEndView", "RuleListView", "RuleView",
]  # fmt: skip
