"""Pages of the room."""

from dtks.accounts.views.numbers import Readings, Reveal
from dtks.accounts.views.profile import Password, Profile
from dtks.accounts.views.session import Home, SignIn, SignOut, locked_out
from dtks.accounts.views.users import EndMandate, NewMandate, NewPassword, NewUser, SwitchUser, UserList

__all__ = [
    "EndMandate", "Home", "NewMandate", "NewPassword", "NewUser", "Password", "Profile", "Readings", "Reveal", "SignIn",
    "SignOut", "SwitchUser", "UserList", "locked_out",
]  # fmt: skip
