"""Papers of an application: what founders sign and what the registry issues."""

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class Document(Model):
    """One paper. `rendering_sha256` is the hash of the unsigned rendering, which every signature repeats; the blob is
    the paper with the signatures given so far. A paper whose content changed is superseded, never altered.
    """

    id = fields.UUIDField(primary_key=True)
    application_id = fields.UUIDField()
    kind = fields.CharField(max_length=32)
    number = fields.CharField(max_length=64, default="")
    title = fields.CharField(max_length=100)
    rendering_sha256 = fields.CharField(max_length=64)
    blob_id = fields.UUIDField()
    sha256 = fields.CharField(max_length=64)
    must_sign: list[str] = fields.JSONField(default=list)
    signed: list[str] = fields.JSONField(default=list)
    issued_by_registry = fields.BooleanField(default=False)
    created_at = fields.DatetimeField()
    superseded_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "document"
        indexes = (Index(fields=("application_id", "superseded_at")),)


async def current_documents(application_id: Any) -> list[Document]:
    """The papers that stand, in the order in which they were made."""
    return await Document.filter(application_id=application_id, superseded_at=None).order_by("created_at", "kind")
