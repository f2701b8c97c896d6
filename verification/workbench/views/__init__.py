"""Pages of the workbench."""

from verification.workbench.views.cases import CasePage, Decide, NextCase, Paper, Undo
from verification.workbench.views.queue import FormulaPage, Queue

__all__ = ["CasePage", "Decide", "FormulaPage", "NextCase", "Paper", "Queue", "Undo"]
