"""Orders in which a day comes first: 周五谁值班, 我哪天值班, 明天请一天假. Pure reading."""

import re
from datetime import date

from handlers.spoken_dates import find_day

#: only asks whether words are a day at all: a month of 31 days, and one that knows every weekday
_ANY_DAY = date(2001, 1, 1)
_LONGEST = 24
_DUTY = "(?:值班|当班|带班|值夜班|的班)"
_WHO = "(?:是?谁|是?哪个|哪位|什么人)"
_ASKED_WHO = re.compile(
    rf"(?:请问|看看|看下|问一?下)?(?P<before>.{{0,8}}?)(?:是)?{_WHO}(?:在|来)?{_DUTY}(?P<after>.{{0,8}}?)[啊呀呢吗了哈?？]*"
    rf"|(?P<days>.{{1,8}}?){_DUTY}(?:的)?(?:人)?(?:{_WHO})?[啊呀呢吗了?？]*"
)
_ASKED_WHEN = re.compile(
    rf"(?:我|俺)(?:是|都)?(?:哪天|哪几天|几号|啥时候?|什么时候|周几|星期几)(?:的|是)?{_DUTY}.{{0,2}}|(?:我|俺)的?班(?:是)?(?:哪天|几号)?"
    rf"|(?:啥时候?|什么时候|哪天)(?:轮到|该)我{_DUTY}?.{{0,2}}"
)
_WEEKS = re.compile("(?:这|本|下)?(?:个)?(?:周末|周|星期|礼拜|个星期|个礼拜)|最近|这几天|往后")
_NIGHTS = frozenset({"今晚", "今夜", "明晚", "现在", "今天晚上", "明天晚上"})
#: whose duty it is, as the roster is asked: today, a day, 周末, 本周, 我
MINE = "我"
_LEAVE = re.compile(
    "(?:我|俺)?(?P<day>.{1,8}?)(?:我|俺)?(?:家里?)?(?:有(?:点)?事|不舒服|要|想|得)*[\\s,，]*请(?:个|一下)?(?P<length>半天|[一二两三四五六七八九十\\d]{1,2}天)?(?:的)?假(?P<rest>.*)",
    re.DOTALL,
)


def about_days(said: str) -> tuple[str, str] | None:
    """值班 or 请假, and the words for it with the day in front; None: neither."""
    if len(said) > _LONGEST:
        return None
    if _ASKED_WHEN.fullmatch(said) is not None:
        return "值班", MINE
    asked = _ASKED_WHO.fullmatch(said)
    if asked is not None:
        words = f"{asked['before'] or ''}{asked['after'] or ''}{asked['days'] or ''}".strip(" ,，。")
        if not words or _is_a_time(words):
            return "值班", words
    leave = _LEAVE.fullmatch(said)
    if leave is not None and _is_a_time(leave["day"].strip()):
        return "请假", f"{leave['day'].strip()} {leave['length'] or ''} {leave['rest'].strip()}".strip()
    return None


def _is_a_time(words: str) -> bool:
    found = find_day(words, _ANY_DAY)
    whole = found is not None and found.rest.strip("的") in ("", "晚上", "晚", "夜里", "白天")
    return (
        whole
        or _WEEKS.fullmatch(words) is not None
        or words in ("今晚", "今夜", "明晚", "现在", "今天晚上", "明天晚上")
    )
