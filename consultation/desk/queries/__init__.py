"""Reads of the counter: rules of a kind, tickets and how they fare, what goes on paper."""

from consultation.desk.queries.tickets import open_tickets_of, own_count

__all__ = ["open_tickets_of", "own_count"]
