"""Look for a citizen on a page: the search, and that it was made."""

from __future__ import annotations

from dtks.accounts.models import User
from dtks.accounts.services import log_search
from dtks.registry.queries import CitizenHit, search_citizens


def find_citizens(*, user: User, term: str, where: str, limit: int = 8) -> list[CitizenHit]:
    """Citizens of the person's areas that a term may mean, written down as a search (row 81).

    Args:
        where: the page, in the words of the screen.
    """
    found = search_citizens(user=user, term=term, limit=limit)
    log_search(user=user, found=len(found), where=where)
    return found
