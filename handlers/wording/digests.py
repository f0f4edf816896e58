"""What the township's duty reads in the morning."""

from collections.abc import Sequence

from handlers.wording.forms import AT_MOST, StaffPhrase, StaffText, cut

DUTY_NEW = StaffPhrase("duty_new", "早上好。昨天到今早新记：村里事{数1}件、邻里事{数2}件、户里事{清单}。")
DUTY_NEW_UNCLEAR = StaffPhrase("duty_new_unclear", "还没问清是啥事的{数1}件。")
DUTY_NOTHING_NEW = StaffPhrase("duty_nothing_new", "早上好。昨天到今早没有新记的事。")
DUTY_DANGER = StaffPhrase("duty_danger", "有危险还没了结的{数1}件：{几件}。麻烦先过问。")
DUTY_NOT_TAKEN = StaffPhrase("duty_not_taken", "还没人接的{数1}件。")
DUTY_LATE = StaffPhrase("duty_late", "过了日子的：村里{数1}件、镇上{数2}件。")
DUTY_CALM = StaffPhrase("duty_calm", "没有危险的事，都有人接，也没有过日子的。")

#: fewer households than this are not counted out loud: a village knows who they are
FEW = 5


def how_many_households(count: int) -> str:
    """The number of household matters, as it may be said (Ruling 15): 没有, 少于5件, 12件."""
    if count == 0:
        return "没有"
    return f"少于{FEW}件" if count < FEW else f"{count}件"


def township_digest(
    *,
    new: tuple[int, int, int],
    unclear: int,
    dangers: Sequence[str],
    not_taken: int,
    late: tuple[int, int],
) -> StaffText:
    """The duty's morning, a sentence a line.

    `new`: village, neighbour and household matters; `late`: those of the villages and those of the township.
    """
    lines = []
    if any(new):
        lines.append(DUTY_NEW.say(数1=new[0], 数2=new[1], 清单=how_many_households(new[2])).text)
    else:
        lines.append(DUTY_NOTHING_NEW.say().text)
    if unclear:
        lines.append(DUTY_NEW_UNCLEAR.say(数1=unclear).text)
    if dangers:
        lines.append(DUTY_DANGER.say(数1=len(dangers), 几件=_listed(dangers)).text)
    if not_taken:
        lines.append(DUTY_NOT_TAKEN.say(数1=not_taken).text)
    if any(late):
        lines.append(DUTY_LATE.say(数1=late[0], 数2=late[1]).text)
    if not (dangers or not_taken or any(late)):
        lines.append(DUTY_CALM.say().text)
    return StaffText("\n".join(lines))


def danger_digest(dangers: Sequence[str]) -> StaffText:
    """The duty's morning on a day off: danger and nothing else."""
    return DUTY_DANGER.say(数1=len(dangers), 几件=_listed(dangers))


def _listed(entries: Sequence[str]) -> str:
    # whole entries, and how many are left
    text = cut(entries[0], AT_MOST["几件"] - 8)
    for shown, entry in enumerate(entries[1:], 1):
        if len(text) + len(entry) + 1 > AT_MOST["几件"] - 8:
            return f"{text}，还有{len(entries) - shown}件"
        text = f"{text}、{entry}"
    return text
