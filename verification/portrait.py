"""The register portrait beside the evidence frame, for an officer who compares two faces.

It is asked for anew each time an officer opens it and handed on without being kept: the register stays the only place
that stores it (人脸识别技术应用安全管理办法, 2025, art. 8: no longer than needed). The price is one query a look, and
that nothing can be shown while the register is away.
"""

from core.errors import NotFound, Text
from verification.models import VerificationTask
from verification.provider import PortraitOutcome, population_register

_NONE = Text("人口库没有这个人的照片。", "The population register has no photograph of this person.")


async def portrait_of(task: VerificationTask) -> bytes:
    """The portrait (JPEG) of the person whom a task names. Raises NotFound (no photograph), Unavailable.

    Call it outside a transaction, after the look has been logged.
    """
    answer = await population_register().portrait(task.name, task.id_number)
    if answer.outcome is not PortraitOutcome.FOUND:
        raise NotFound(_NONE)
    return answer.jpeg
