"""What the carriers' pushes have in common: faults of order, and the retry schedule.

None of the carriers publishes how often it repeats a push; four times within an hour and a half is assumed.
"""

from sandbox.store import Record
from sandbox.world import World

SCHEDULE = (300.0, 600.0, 1800.0, 3600.0)
HELD_SECONDS, DAY_SECONDS = 0.5, 86400.0
FAULTS = {
    "push_reversed": "推送次序颠倒 · this push comes after the next one",
    "push_unknown_waybill": "推送未知运单 · the push names an unknown waybill",
}


def queue(world: World, carrier: str, url: str, facts: Record) -> None:
    """Queue a push. One held back by push_reversed follows the next one."""
    held = world.faults.strikes(carrier, "push_reversed")
    if world.faults.strikes(carrier, "push_unknown_waybill"):
        facts = {**facts, "shown_as": "0000000000000"}
    world.outbox.send(carrier, url, {**facts, "held": held}, after_seconds=DAY_SECONDS if held else 0)
    if not held:
        for notice in world.outbox.waiting():
            if notice["service"] == carrier and notice["facts"].get("held"):
                world.outbox.hasten(notice["id"], HELD_SECONDS)
