"""Browser tests: a signed-in page and a log of what the console says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import testcases
from playwright.sync_api import Page

from dtks.accounts.models import User

testcases._StaticFilesHandler = StaticFilesHandler  # type: ignore[attr-defined,misc]  # our StaticFilesConfig has another name


@pytest.fixture
def sign_in(client_of, live_server) -> Callable[[Page, User], None]:
    """`sign_in(page, operator)`: the browser has the person's session."""

    def put(page: Page, user: User) -> None:
        cookie = client_of(user).cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return put


@pytest.fixture
def console(page: Page) -> list[str]:
    """What the browser complains of: scripts that fail, parts that the CSP refuses."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said
