"""What a person may ask for in vain, with the words that say what can be done instead."""

from storage.speech import PrivateText, StaffText


class Refused(Exception):
    """A wish that cannot be granted. The message is for the log: numbers and states, no names."""

    def __init__(self, because: str, reply: StaffText | PrivateText) -> None:
        super().__init__(because)
        self.reply = reply
