"""The simulated group (demonstration only): a page on which a stranger plays a whole village, and is answered."""

from bot.simulated_group.channel import SimulatedGroupChannel, restore_clock

__all__ = ["SimulatedGroupChannel", "restore_clock"]
