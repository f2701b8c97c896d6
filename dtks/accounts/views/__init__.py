"""Pages of the room."""

from dtks.accounts.views.factor import Code, Factor, RecoveryCodes, TakeFactorAway
from dtks.accounts.views.numbers import Readings, Reveal
from dtks.accounts.views.profile import Password, Profile
from dtks.accounts.views.session import (
    EndOtherSessions,
    EndSession,
    EndSessionsOf,
    Home,
    SignIn,
    SignOut,
    locked_out,
)
from dtks.accounts.views.users import EndMandate, NewMandate, NewPassword, NewUser, RegionList, SwitchUser, UserList

__all__ = [
    "Code", "EndMandate", "EndOtherSessions", "EndSession", "EndSessionsOf", "Factor", "Home", "NewMandate",
    "NewPassword", "NewUser", "Password", "Profile", "Readings", "RecoveryCodes", "RegionList", "Reveal", "SignIn",
    "SignOut", "SwitchUser", "TakeFactorAway", "UserList", "locked_out",
]  # fmt: skip
