"""Signatures of the persons named in a filing."""

from typing import Any, ClassVar

from tortoise import fields

from app.signatories.states import MOVES, SignatureState
from core.sealed import SealedJSON, SealedText
from core.states import Stateful


class Signature(Stateful):
    """One person's agreement to one filing.

    `documents` lists what was signed: id and rendering hash of each paper. `card_sha256` is the hash of the card the
    person saw, `content_sha256` that of the content it spoke of. `attempt_id` is the verification the signature rests
    on (电子签名法 art. 13: control by the signatory). All of it stays until they sign again. `drawing` is the signature
    drawn by hand, where one was drawn (`drawing.py`); `question` what the person asked instead of signing.
    """

    MOVES: ClassVar[Any] = MOVES

    id = fields.UUIDField(primary_key=True)
    application_id = fields.UUIDField(db_index=True)
    person_key = fields.CharField(max_length=32)
    task_id = fields.UUIDField(unique=True)
    state = fields.CharEnumField(SignatureState, max_length=32, default=SignatureState.WAITING)
    card_sha256 = fields.CharField(max_length=64, default="")
    content_sha256 = fields.CharField(max_length=64, default="")
    documents: list[dict[str, str]] = fields.JSONField(default=list)
    attempt_id: Any = fields.UUIDField(null=True)
    device_id = fields.CharField(max_length=64, default="")
    signed_at: Any = fields.DatetimeField(null=True)
    embedded_at: Any = fields.DatetimeField(null=True)
    drawing: Any = SealedJSON(null=True)
    question: Any = SealedText(null=True)
    questioned_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "signature"
        unique_together = (("application_id", "person_key"),)
