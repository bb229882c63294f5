"""What a test needs of the machine."""

import os
from typing import NoReturn

import pytest

IS_CI = os.environ.get("CI") == "true"


def miss(what: str) -> NoReturn:
    """Skip the test for want of something; in CI, which must have it, fail."""
    if IS_CI:
        pytest.fail(f"CI must have it: {what}", pytrace=False)
    pytest.skip(what)
