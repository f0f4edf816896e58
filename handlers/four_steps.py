"""四议两公开 (practice §10): the six steps, the figures each needs, and how a secretary says them in chat. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from handlers.spoken_dates import find_day

TALK = 0
PARTY_MEETING, VILLAGERS_MEETING, DECISION_PUBLIC, RESULT_PUBLIC = 3, 4, 5, 6
#: the steps as people call them; 0 is the talk on a meeting day
STEPS: Mapping[int, str] = {
    TALK: "说事会",
    1: "党组织提议",
    2: "两委商议",
    PARTY_MEETING: "党员大会审议",
    VILLAGERS_MEETING: "村民会议决议",
    DECISION_PUBLIC: "决议公开",
    RESULT_PUBLIC: "结果公开",
}
LAST = RESULT_PUBLIC
#: nothing is voted on: it was made public, or it was not
PUBLICATIONS = frozenset({DECISION_PUBLIC, RESULT_PUBLIC})


class Body(StrEnum):
    """Who decided at the fourth step."""

    REPRESENTATIVES = "representatives"  # 村民代表会议
    VILLAGERS = "villagers"  # 村民会议, by adults
    HOUSEHOLDS = "households"  # 村民会议, by households


@dataclass(frozen=True, slots=True)
class Figures:
    """Called, present, agreed; None where it was not said."""

    called: int | None = None
    present: int | None = None
    agreed: int | None = None


class Short(StrEnum):
    """Why figures do not carry a decision."""

    MISSING = "没说全，要应到、实到、同意三个数"
    IMPOSSIBLE = "数对不上，实到不能多过应到，同意不能多过实到"
    TOO_FEW_PARTY = "党员到会不够三分之二"
    TOO_FEW_REPRESENTATIVES = "代表到会不够三分之二"
    TOO_FEW_VILLAGERS = "到会没过十八岁以上村民的半数"
    TOO_FEW_HOUSEHOLDS = "到会不够三分之二的户"
    NOT_AGREED = "同意的没过到会的半数"


def what_is_short(step: int, figures: Figures, body: Body) -> Short | None:
    """Why a step has not passed by its figures; None: it may have (Organic Law art. 22, 26; practice §10).

    Party meeting and representatives: at least two thirds present; villagers' meeting: more than half of the adults,
    or at least two thirds of the households; each time more than half of those present agree. Steps 1 and 2 are
    recorded without figures, or with figures that are possible.
    """
    called, present, agreed = figures.called, figures.present, figures.agreed
    if not _possible(called, present, agreed):
        return Short.IMPOSSIBLE
    if step not in (PARTY_MEETING, VILLAGERS_MEETING):
        return None
    if called is None or present is None or agreed is None or called == 0:
        return Short.MISSING
    if step == PARTY_MEETING and present * 3 < called * 2:
        return Short.TOO_FEW_PARTY
    if step == VILLAGERS_MEETING:
        if body is Body.REPRESENTATIVES and present * 3 < called * 2:
            return Short.TOO_FEW_REPRESENTATIVES
        if body is Body.HOUSEHOLDS and present * 3 < called * 2:
            return Short.TOO_FEW_HOUSEHOLDS
        if body is Body.VILLAGERS and present * 2 <= called:
            return Short.TOO_FEW_VILLAGERS
    return Short.NOT_AGREED if agreed * 2 <= present else None


def _possible(called: int | None, present: int | None, agreed: int | None) -> bool:
    numbers = [number for number in (called, present, agreed) if number is not None]
    return all(later <= earlier for earlier, later in pairwise(numbers))


# how it is said ------------------------------------------------------------------------------------------------------


class Doing(StrEnum):
    """What is done to a step, or to the whole."""

    TAKE_UP = "take_up"  # 议 12, 议 12 四议, 议 12 12月10日
    RECORD = "record"  # 第3步 通过 应到30 实到25 同意20
    CORRECT = "correct"  # 改 第3步 …
    UNDO = "undo"  # 撤 第3步
    RESULT = "result"  # 结果 下月修
    DROP = "drop"  # 不议了
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Said:
    """What stands behind 议 and its number."""

    doing: Doing
    way: str | None = None  # 四议, 一事一议
    step: int | None = None
    passed: bool | None = None
    figures: Figures = Figures()
    body: Body = Body.REPRESENTATIVES
    #: when it was held, or is to be held
    day: date | None = None
    #: behind 下一步
    next_day: date | None = None
    words: str = ""


_STEP = re.compile(r"第?\s*(?P<step>[1-6一二三四五六])\s*步|步")
_NOT_PASSED = re.compile(r"没(?:有)?(?:通过|过|开成)|不通过|未通过|没同意|否了|没成")
_PASSED = re.compile(r"通过|同意了|过了|开了|开过了|定了|已?公开了?|公示了?|贴出来了|办了")
_FIGURE = re.compile(
    r"(?P<what>应到|应参加|一共|实到|到会|到了|来了|同意|赞成|举手)\s*[:：]?\s*(?P<count>\d{1,5})\s*(?:人|户|票|名)?"
)
_FOUR = re.compile(r"四议(?:两公开)?")
_ONE = re.compile(r"一事一议")
_DROP = re.compile(r"^(?:不议了?|不上会了?|不用议了?|撤下来)")
_UNDO = re.compile(r"^(?:撤掉?|撤销|取消|记错了)(?=\s*(?:第|[1-6一二三四五六]\s*步))")
_CORRECT = re.compile(r"^(?:改成?|更正|改一下)\s*")
_RESULT = re.compile(r"^(?:结果|结论|定了|商量好了?|说好了?|会上定了?)\s*[:：,，]?\s*")
_NEXT = re.compile(r"下一?步\s*[:：]?\s*(?:定在|放在|在)?\s*")
_A_TIME = re.compile("[年月周天号日]|星期|礼拜")
_DIGITS = {char: number for number, char in enumerate("一二三四五六", 1)}
_WHO_MET = (
    (Body.HOUSEHOLDS, re.compile("按户|户代表|户主会")),
    (Body.VILLAGERS, re.compile("村民大会|村民会议|全体村民")),
)


def read_said(words: str, today: date, *, step_in_front: int | None = None) -> Said:
    """What a secretary or an owner wrote behind 议. `step_in_front`: 第3步 that was taken for a number before."""
    text = " ".join(words.split())
    if _DROP.match(text):
        return Said(Doing.DROP, words=_DROP.sub("", text).strip(" ,，。:："))
    correcting, undoing = _CORRECT.match(text), _UNDO.match(text)
    rest = text[(correcting or undoing).end() :].strip() if (correcting or undoing) else text  # type: ignore[union-attr]
    step, rest = _step_in(rest, step_in_front)
    if undoing is not None and step is not None:
        return Said(Doing.UNDO, step=step)
    if step is not None:
        return _about_step(rest, step, today, correcting=correcting is not None)
    if (found := _RESULT.match(text)) is not None and text[found.end() :].strip():
        return Said(Doing.RESULT, words=text[found.end() :].strip())
    return _taken_up(text, today)


def _step_in(text: str, in_front: int | None) -> tuple[int | None, str]:
    found = _STEP.match(text)
    if found is None:
        return None, text
    said = found["step"]
    if said is None:
        return (in_front, text[found.end() :].strip()) if in_front in STEPS else (None, text)
    return _DIGITS.get(said) or int(said), text[found.end() :].strip()


def _about_step(rest: str, step: int, today: date, *, correcting: bool) -> Said:
    numbers: dict[str, int] = {}
    for found in _FIGURE.finditer(rest):
        what = {"应": "called", "一": "called", "实": "present", "到": "present", "来": "present"}.get(
            found["what"][0], "agreed"
        )
        numbers.setdefault(what, int(found["count"]))
    body = next((one for one, spoken in _WHO_MET if spoken.search(rest)), Body.REPRESENTATIVES)
    plain = _FIGURE.sub(" ", rest)
    next_day, plain = _next_day(plain, today)
    passed = False if _NOT_PASSED.search(plain) else True if _PASSED.search(plain) or numbers else None
    day, note = day_among(_PASSED.sub(" ", _NOT_PASSED.sub(" ", plain)), today)
    figures = Figures(numbers.get("called"), numbers.get("present"), numbers.get("agreed"))
    if passed is None:
        # 第3步 12月5日: the day on which it is to be held
        doing = Doing.TAKE_UP if day is not None and not correcting else Doing.UNCLEAR
        return Said(doing, step=step, day=day, words=note)
    doing = Doing.CORRECT if correcting else Doing.RECORD
    return Said(doing, step=step, passed=passed, figures=figures, body=body, day=day, next_day=next_day, words=note)


def _next_day(text: str, today: date) -> tuple[date | None, str]:
    found = _NEXT.search(text)
    if found is None:
        return None, text
    day = find_day(text[found.end() :], today)
    return (day.day, f"{text[: found.start()]} {day.rest}") if day is not None else (None, text)


def _taken_up(text: str, today: date) -> Said:
    way = "one" if _ONE.search(text) else "four" if _FOUR.search(text) else None
    day, note = day_among(_FOUR.sub(" ", _ONE.sub(" ", text)), today)
    if day is None and _A_TIME.search(note):
        # 半年, 月中: a time that is no day; asking back is better
        return Said(Doing.UNCLEAR, words=note)
    return Said(Doing.TAKE_UP, way=way, day=day, words=note)


def day_among(text: str, today: date) -> tuple[date | None, str]:
    """The day that one of the words is, and the other words."""
    found: date | None = None
    rest = []
    for word in re.split(r"[\s,，。;；、]+", text.strip()):
        day = find_day(word, today) if found is None and word else None
        if day is not None and not day.rest:
            found = day.day
        elif word:
            rest.append(word)
    return found, " ".join(rest)
