"""Sentences with lists in them: as many entries as can be read, and how many are left."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from classifiers.verdict import MatterKind
from handlers.wording.forms import AT_MOST, LocalDay, PrivateText, PublicText, PublicTitle, StaffText, TitleList
from handlers.wording.in_groups import DIGEST_GROUP, DIGEST_GROUP_ALL_DONE
from handlers.wording.to_officials import (
    DIGEST_OFFICIAL,
    MY_TICKETS,
    NO_TICKETS,
    PING_TOGETHER,
    TICKET_IN_FULL,
    WHICH_OF_YOURS,
    WHY_MORE,
)  # fmt: skip
from handlers.wording.to_villagers import WHICH_TICKET
from storage.lifecycle import PauseReason


def village_digest(*, raised: int, done: int, doing: Sequence[PublicTitle]) -> PublicText:
    """The evening's line for a village: counts, and by title what is being done. Raises TypeError for a plain text."""
    titles = TitleList(doing)
    if not titles:
        return DIGEST_GROUP_ALL_DONE.say(数1=raised, 数2=done)
    return DIGEST_GROUP.say(数1=raised, 数2=done, 几件=titles)


def officer_digest(*, new: int, today: int, over: int) -> StaffText | None:
    """An official's morning; None where there is nothing to say, and so nothing is said."""
    if not (new or today or over):
        return None
    return DIGEST_OFFICIAL.say(数1=new, 数2=today, 数3=over)


def together(rows: Sequence[tuple[int, str]], alone: Sequence[str]) -> StaffText:
    """Several notes to one official as one: what each of `rows` (number, topic and state) is, then the others whole."""
    lines = [PING_TOGETHER.say(数1=len(rows), 几件=listed(rows, AT_MOST["几件"])).text] if rows else []
    return StaffText("\n".join([*lines, *alone]))


def as_staff(text: str) -> StaffText:
    """A note that was written for an official before, as it was."""
    return StaffText(text)


def which_of_yours(doing: str, rows: Sequence[tuple[int, str]]) -> StaffText:
    """Several of an official's tickets (number, title) fit the order `doing`: which one?"""
    return WHICH_OF_YOURS.say(数1=len(rows), 几件=listed(rows, AT_MOST["几件"]), 哪样=doing, 编号=rows[0][0])


def which_ticket(rows: Sequence[tuple[int, str]]) -> PrivateText:
    """Several of a villager's own matters (number, title) may be meant: which one?"""
    return WHICH_TICKET.say(几件=listed(rows, AT_MOST["几件"]), 编号=rows[0][0])


def my_tickets(rows: Sequence[tuple[int, str, LocalDay]]) -> StaffText:
    """An official's open tickets (number, title, day promised), the most pressing first, as many as can be read."""
    if not rows:
        return NO_TICKETS.say()
    days = []
    for day, of_day in groupby(sorted(rows, key=lambda row: (row[2].on, row[0])), key=lambda row: row[2]):
        days.append((f"{day}前：", [f"{number} {title}" for number, title, _ in of_day]))
    return MY_TICKETS.say(数1=len(rows), 几件=_by_day(days, len(rows), AT_MOST["几件"]))


#: a story longer than this is shortened in the middle: it is read on a phone
_LONGEST_STORY = 600


def why_this_date(lines: Sequence[StaffText]) -> StaffText:
    """The story of a date, one step in each line; the first line says how it stands."""
    texts = [line.text for line in lines]
    left_out = 0
    while len(texts) > 4 and sum(map(len, texts)) > _LONGEST_STORY:
        # how it began and how it ended matter most
        del texts[len(texts) // 2]
        left_out += 1
    if left_out:
        texts.insert(len(texts) // 2 + 1, WHY_MORE.say(数1=left_out).text)
    return StaffText("\n".join(texts))


#: what a matter waits for, as it is said to anybody
WAITS_FOR: Mapping[PauseReason, str] = {
    PauseReason.VILLAGER: "等本人方便",
    PauseReason.MEETING: "等开会商量",
    PauseReason.WEATHER: "等天气好",
    PauseReason.FUNDS: "等钱和材料",
}


def ticket_in_full(*, title: str, who: str, place: str, words: str, day: LocalDay) -> StaffText:
    """One ticket with the villager's own words, cut to what fits; for its owner only."""
    return TICKET_IN_FULL.say(事=title, 称呼=who.strip() or "村民", 地点=place, 原话=words, 日期=day)


_EVIDENCE_WORDS = {"image": "照片{}张", "video": "视频{}段", "voice": "语音{}条", "location": "位置{}个"}


def with_evidence(words: str, media: Mapping[str, int]) -> str:
    """A villager's words, and before them how much there is to see and hear: （照片1张、语音1条）村口路灯坏了."""
    counted = [_EVIDENCE_WORDS[kind].format(count) for kind, count in media.items() if kind in _EVIDENCE_WORDS]
    return f"（{'、'.join(counted)}）{words}" if counted else words


#: the three kinds, as they are said to anybody
NAME_OF_KIND: Mapping[MatterKind, str] = {
    MatterKind.VILLAGE: "村里事",
    MatterKind.NEIGHBOUR: "邻里事",
    MatterKind.HOUSEHOLD: "户里事",
}


def listed(rows: Sequence[tuple[int, str]], longest: int) -> str:
    """Numbers with their titles, as many as fit whole, and how many are left."""
    # whole entries only: half a title with a number in front would be guessed at
    entries = [f"{number} {title}" for number, title in rows]
    return _by_day([("", entries)], len(entries), longest)


def steps_listed(rows: Sequence[tuple[int, str]], longest: int) -> str:
    """Steps of a plan by number, as many as fit whole, and how many are left."""
    entries = [f"第{number}步{what}" for number, what in rows]
    return _by_day([("", entries)], len(entries), longest).replace("件", "步")


def _by_day(days: Sequence[tuple[str, Sequence[str]]], total: int, longest: int) -> str:
    text, shown = "", 0
    for heading, entries in days:
        for place, entry in enumerate(entries):
            joint = "、" if place else ("；" if text else "")
            more = f"{text}{joint}{'' if place else heading}{entry}"
            left = total - shown - 1
            if shown and len(more) + len(_and_more(left)) > longest:
                return text + _and_more(total - shown)
            text, shown = more, shown + 1
    return text


def _and_more(left: int) -> str:
    return f"，还有{left}件" if left else ""
