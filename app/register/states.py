"""States of a registered company (经营主体状态)."""

from enum import StrEnum


class EntityState(StrEnum):
    EXISTING = "EXISTING"  # 存续
    REVOKED = "REVOKED"  # 撤销登记
    DEREGISTERED = "DEREGISTERED"  # 注销
