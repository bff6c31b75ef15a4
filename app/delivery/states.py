"""The life of a delivery (寄递). A parcel may skip steps, for couriers do sign before they ship; its end is final."""

from collections.abc import Mapping
from enum import StrEnum

from core.actors import Role
from core.states import Step, step


class DeliveryState(StrEnum):
    CHOSEN = "CHOSEN"  # 已选择，待付款
    CREATED = "CREATED"  # 已下单，待揽收
    PICKED_UP = "PICKED_UP"  # 已揽收
    IN_TRANSIT = "IN_TRANSIT"  # 运输中
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"  # 派送中
    ATTEMPT_FAILED = "ATTEMPT_FAILED"  # 派送未成功
    EXCEPTION = "EXCEPTION"  # 异常
    RETURNING = "RETURNING"  # 退回途中
    DELIVERED = "DELIVERED"  # 已签收
    RETURNED = "RETURNED"  # 已退回
    CANCELLED = "CANCELLED"  # 已取消


class DeliveryAction(StrEnum):
    ORDER = "order"
    PICK_UP = "pick_up"
    CARRY = "carry"
    HAND_OUT = "hand_out"
    MISS = "miss"
    STRAY = "stray"
    TURN_BACK = "turn_back"
    DELIVER = "deliver"
    RETURN = "return"
    CANCEL = "cancel"


D, A = DeliveryState, DeliveryAction
ON_THE_WAY = frozenset(
    {D.CREATED, D.PICKED_UP, D.IN_TRANSIT, D.OUT_FOR_DELIVERY, D.ATTEMPT_FAILED, D.EXCEPTION, D.RETURNING}
)
ENDED = frozenset({D.DELIVERED, D.RETURNED, D.CANCELLED})

NEWS: Mapping[DeliveryState, DeliveryAction] = {
    D.PICKED_UP: A.PICK_UP,
    D.IN_TRANSIT: A.CARRY,
    D.OUT_FOR_DELIVERY: A.HAND_OUT,
    D.ATTEMPT_FAILED: A.MISS,
    D.EXCEPTION: A.STRAY,
    D.RETURNING: A.TURN_BACK,
    D.DELIVERED: A.DELIVER,
    D.RETURNED: A.RETURN,
}
"""What a carrier may say of a parcel, in the order of its way, and the step it means."""

DELIVERY_MOVES: Mapping[StrEnum, Step] = {
    A.ORDER: step({D.CHOSEN}, D.CREATED),
    A.CANCEL: step({D.CHOSEN, D.CREATED}, D.CANCELLED, Role.PERSON, Role.SYSTEM),
    **{action: step(ON_THE_WAY, state) for state, action in NEWS.items()},
}
