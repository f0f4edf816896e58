"""What is not the village's job, as a villager hears it."""

from handlers.wording.forms import PrivatePhrase, PrivateText

WHOSE_JOB = PrivatePhrase("whose_job", "{原因}归{部门}管，急的话也可以直接打{电话}，村里这边照样给您跟着。")


def with_whose_job(ack: PrivateText, *, what: str, whose: str, call: str) -> PrivateText:
    """The first answer, and below it whose the rest is and the number to call."""
    return PrivateText(f"{ack.text}\n{WHOSE_JOB.say(原因=what, 部门=whose, 电话=call).text}")
