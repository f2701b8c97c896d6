"""Writing acts of the top floor: a trial office with invented people."""

from dtks.overview.services.accounts import demo_accounts, make_accounts
from dtks.overview.services.trial import Trial, make_trial

__all__ = ["Trial", "demo_accounts", "make_accounts", "make_trial"]
