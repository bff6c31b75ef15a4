"""The provider in use. `app/wiring.py` composes it at start; nothing here reads settings."""

from notifications.catalogue import sms_templates
from notifications.provider import SmsProvider

_chosen: list[SmsProvider] = []


def use(provider: SmsProvider) -> None:
    """Send text messages through this provider from now on. Raises ValueError when it lacks an approved text."""
    missing = sms_templates() - provider.templates
    if missing:
        raise ValueError(f"{provider.name} has no template id for: {', '.join(sorted(missing))}")
    _chosen[:] = [provider]


def chosen() -> SmsProvider:
    """The provider in use. Raises RuntimeError before `use` was called."""
    if not _chosen:
        raise RuntimeError("no provider of text messages was chosen; app/wiring.py calls providers.use at start")
    return _chosen[0]
