"""Pages for citizens who are not signed in."""

from tests.matrix.lines import Line

LINES = {"portal:status": Line(public=True)}
