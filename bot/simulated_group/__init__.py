"""The simulated group: a web page on which a stranger plays a whole village, and the program answers. Demonstration only."""

from bot.simulated_group.channel import SimulatedGroupChannel, restore_clock

__all__ = ["SimulatedGroupChannel", "restore_clock"]
