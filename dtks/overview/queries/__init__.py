"""Reads of the top floor: what pages need from all rooms at once."""
