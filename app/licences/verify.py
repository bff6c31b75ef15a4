"""What a stranger with a licence's QR learns: whether it is ours, of whom, and whether it is in force."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from app.documents.keyring import key_ring
from app.licences.issue import verify_url
from app.licences.models import Licence
from app.licences.payload import ForgedPayload, verify_payload
from app.licences.states import LicenceState
from core.errors import NotFound


@dataclass(frozen=True)
class Verification:
    """`authentic` is None where only the address was given, without the signed part of the QR."""

    licence: Licence
    authentic: bool | None

    @property
    def in_force(self) -> bool:
        return self.licence.state is LicenceState.CURRENT


async def verify(token: str, signed: str | None = None) -> Verification:
    """Look a licence up by the token in its QR, and check the QR's signature where it is given. Raises NotFound."""
    licence = await Licence.filter(token=token).select_related("entity").first()
    if licence is None or licence.state is LicenceState.ALLOTTED:
        raise NotFound()
    return Verification(licence, None if signed is None else _authentic(licence, signed))


def _authentic(licence: Licence, signed: str) -> bool:
    key = key_ring().licence
    try:
        claims = verify_payload(f"{verify_url(licence)}?t={signed}", {key.key_id: key.public})
    except ForgedPayload:
        return False
    same = claims.uscc == licence.entity.uscc and claims.version == licence.version
    return same and claims.is_of(licence.entity.name) and urlsplit(claims.url).path.endswith(licence.token)
