"""Choose a courier for the paper licence, once the company is registered; the fee is owed from then on.

The consignee is somebody named in the filing: a licence goes to nobody else.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from app.applications.access import lock_own
from app.applications.content import Content, load
from app.applications.states import State
from app.delivery.models import Delivery
from app.delivery.provider import Carrier, courier
from app.delivery.states import ENDED
from config.reference.regions import region
from config.settings import settings
from core.actors import Actor
from core.clock import legal_date
from core.errors import Conflict, Invalid, Problem, Text
from payments.charge import create_charge

AFTER_APPROVAL = {State.APPROVED, State.LICENSED, State.COMPLETED}
IN_PROVINCE, ELSEWHERE = "courier.province", "courier.national"

_TOO_EARLY = Text("准予登记后才能申请邮寄执照。", "A courier can be chosen once the registration is approved.")
_THERE_IS_ONE = Text("已有一份寄递在办理中。", "A delivery is under way already.")
_NOBODY = Problem(
    "DL-01",
    Text("收件人不是本次申请中列明的人员。", "The consignee is nobody named in this filing."),
    Text("请从申请人员中选择收件人。", "Choose one of the people of the filing."),
)
_NOWHERE = Problem(
    "DL-02",
    Text("没有这个区县代码。", "There is no county of this code."),
    Text("请选择收件地址所在的区县。", "Choose the county of the address."),
)
_NO_STREET = Problem(
    "DL-03",
    Text("没有填写详细地址。", "The street address is missing."),
    Text("请填写街道、门牌号和房间号。", "Enter street, number and room."),
)


@dataclass(frozen=True)
class Destination:
    """To whom (a person's key in the filing) and where: a county's code (GB/T 2260) and the rest of the address."""

    person_key: str
    region_code: str
    street: str


async def choose(application_id: UUID, carrier: Carrier, to: Destination, *, by: Actor, now: datetime) -> Delivery:
    """The chosen delivery with its charge; the courier is ordered when that is settled.

    Raises NotFound (not the caller's; no such carrier here), Conflict (not approved; one is under way), Invalid.
    """
    courier(carrier)
    async with in_transaction():
        application = await lock_own(application_id, by)
        if application.state not in AFTER_APPROVAL:
            raise Conflict(_TOO_EARLY)
        if await Delivery.filter(application_id=application.id).exclude(state__in=ENDED).exists():
            raise Conflict(_THERE_IS_ONE)
        consignee = _consignee(to, load(application.content))
        delivery = Delivery(
            id=uuid4(),
            application_id=application.id,
            account_id=by.id,
            carrier=carrier,
            number=f"ZB{legal_date(now):%Y%m%d}{secrets.randbelow(10**10):010d}",
            consignee=consignee,
            chosen_at=now,
        )
        code = IN_PROVINCE if to.region_code[:2] == application.office[:2] else ELSEWHERE
        owed = await create_charge(delivery.subject, code, payer_id=by.id, scope=application.office, now=now)
        delivery.charge_id = owed.id
        await delivery.save(force_create=True)
    return delivery


def _consignee(to: Destination, content: Content) -> dict[str, str]:
    problems: dict[str, Problem | list[Problem]] = {}
    person = content.people.get(to.person_key)
    if person is None or not person.name or not person.phone:
        problems["person_key"] = _NOBODY
    place = region(to.region_code, fictitious=settings().sample)
    if place is None or not place.is_county:
        problems["region_code"] = _NOWHERE
    if not to.street.strip():
        problems["street"] = _NO_STREET
    if problems or person is None or not person.name or not person.phone:
        raise Invalid(problems)
    return {"name": person.name, "phone": person.phone, "region_code": to.region_code, "street": to.street.strip()}
