"""Reads of the room: how far a job is, and what a choice comes to."""

from dtks.jobs.queries.jobs import MOST_CELLS, QUARTERS, Progress, progress_of, story_of, stuck_jobs, with_stuck

__all__ = ["MOST_CELLS", "QUARTERS", "Progress", "progress_of", "story_of", "stuck_jobs", "with_stuck"]
