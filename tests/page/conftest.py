import pytest

from tests.page.founding import founding


@pytest.fixture
def table():
    """Eight incidents, located by hand."""
    return founding()
