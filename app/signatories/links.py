"""The address of an invitation: it leads to the door and opens nothing by itself."""

from config.settings import settings


def invitation_link(code: str) -> str:
    """Where a person finds what they are asked to agree to, for the life of the case."""
    return f"{settings().public_url.rstrip('/')}/i/{code}"
