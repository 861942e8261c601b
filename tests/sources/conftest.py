"""What the tests of sources share."""

from tests.sources.site import site

__all__ = ["site"]
