"""值班 · 换班 · 请假 · 销假: who is there, said in chat by those whom it concerns.

A leave takes effect at once and is told to the grid head and the office: whether somebody may be away is decided where
he is employed; here it only matters that his matters have somebody else. A swap needs the other one's yes.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from handlers import asking_back
from handlers.day_orders import MINE
from handlers.dispatch import able_holders, next_up, officers_by_name
from handlers.errors import Refused
from handlers.filing import office_phone
from handlers.filters import awaiting, from_officer, in_private, order
from handlers.officer_replies import polite
from handlers.router import Router
from handlers.spoken_dates import find_day
from handlers.turn import Turn, tell_officer
from handlers.wording import AT_MOST, StaffText, cut, day_with_weekday
from handlers.wording import roster as say
from storage.messages import Question
from storage.models import Deputy, Officer
from storage.organisation import Organisation, Role
from storage.roster import ChatLeave, DutySwap, runs_in_a_circle

router = Router("roster")

#: what an official is asked
SWAP = "swap"
#: an answer is waited for so long, and never beyond the day itself
_ANSWERED_WITHIN = timedelta(days=3)
#: a leave said in chat is no longer than this
_LONGEST = timedelta(days=92)
#: from the end of one month into the next; a longer one, written without months, is asked about
_PLAINLY_OVER_THE_MONTH = timedelta(days=14)
_TO = re.compile(r"\s*(?:到|至|~|～|—|--?)\s*")
_BESIDE = re.compile(r"^[\s,，。、和跟给与的班替由请让]+|[\s,，。、代替顶着我吧啊]+$")
#: a list of days as long as this still fits into its sentence
_DAYS = 46


# 值班 --------------------------------------------------------------------------------


@router.on(from_officer, in_private, order("值班"))
@polite
async def on_duty(turn: Turn, number: int | None, words: str) -> None:
    """Who has the duty, today and in the week to come; 「周末谁值班」 on those days, 「我哪天值班」 when it is mine."""
    assert turn.officer is not None
    organisation, today = turn.organisation, turn.policy.calendar.day_of(turn.now)
    if words == MINE:
        await turn.answer(_my_duty(turn, today))
        return
    days = days_asked(words, today) if words else [today]
    if not days:
        raise Refused("which day", say.ROSTER_WHICH_DAY.say())
    if days != [today]:
        await turn.answer(_duty_on(turn, days))
        return
    duty = organisation.on_duty(today)
    week = [day for ahead in range(1, 7) if (day := today + timedelta(days=ahead))]
    others = [(day, officer) for day in week if (officer := _rostered(organisation, day)) is not None]
    mine = [day for day, officer in others if officer.id == turn.officer.id]
    said = "、".join(f"{day.day}号{officer.name}" for day, officer in others)
    parts = ([f"往后{said}"] if said else []) + ([f"您是{'、'.join(f'{day.day}号' for day in mine)}"] if mine else [])
    listed = cut("；".join(parts), _DAYS) + ("。" if parts else "")
    if duty is None:
        await turn.answer(say.ROSTER_NOBODY.say(电话=office_phone(organisation), 几天=listed))
        return
    await turn.answer(say.ROSTER_TODAY.say(人=duty.name, 电话=duty.phone, 几天=listed))


_WEEKEND = re.compile("(?P<next>下)?(?:这|本)?个?(?:周末|星期末|礼拜末)")
_WEEK = re.compile("(?P<next>下)?(?:这|本)?个?(?:周|星期|礼拜)|最近|这几天|往后")
_TONIGHT = {"今晚": 0, "今夜": 0, "现在": 0, "今天晚上": 0, "明晚": 1, "明天晚上": 1}


def days_asked(words: str, today: date) -> list[date]:
    """周五, 周末, 这周, 明晚: the days that somebody asks about, none of them past; empty: not understood."""
    text = words.strip(" ,，。?？的")
    monday = today - timedelta(days=today.weekday())
    if text in _TONIGHT:
        return [today + timedelta(days=_TONIGHT[text])]
    if (found := _WEEKEND.fullmatch(text)) is not None:
        saturday = monday + timedelta(days=12 if found["next"] else 5)
        return [day for day in (saturday, saturday + timedelta(days=1)) if day >= today]
    if (found := _WEEK.fullmatch(text)) is not None:
        first = monday + timedelta(days=7) if found["next"] else today
        length = 7 if found["next"] else 7 - today.weekday()
        return [first + timedelta(days=ahead) for ahead in range(length)]
    day = find_day(text, today)
    return [day.day] if day is not None and day.day >= today else []


def _duty_on(turn: Turn, days: Sequence[date]) -> StaffText:
    organisation = turn.organisation
    if len(days) == 1:
        (day,) = days
        officer, said = _rostered(organisation, day), day_with_weekday(day)
        if officer is None:
            return say.ROSTER_NOBODY_THEN.say(日期=said, 电话=office_phone(organisation))
        return say.ROSTER_ON.say(日期=said, 人=officer.name, 电话=officer.phone)
    found = [(day, _rostered(organisation, day)) for day in days]
    known = [f"{day.day}号{officer.name}" for day, officer in found if officer is not None]
    if not known:
        known = ["还没排"]
    elif len(known) < len(found):
        known.append("别的日子还没排")
    return say.ROSTER_DAYS.say(几天=cut("、".join(known), AT_MOST["几天"]), 电话=office_phone(organisation))


def _my_duty(turn: Turn, today: date) -> StaffText:
    assert turn.officer is not None
    mine = sorted(
        shift.on
        for shift in turn.organisation.shifts
        if shift.officer == turn.officer.id and shift.on >= today and shift.duty == Role.DUTY_LEADER
    )
    if not mine:
        return say.ROSTER_NONE_OF_YOURS.say(电话=office_phone(turn.organisation))
    return say.ROSTER_YOURS.say(几天="、".join(f"{day.month}月{day.day}日" for day in mine[:4]))


def _rostered(organisation: Organisation, on: date) -> Officer | None:
    """Who stands on the roster for a day, or stands in; nobody where the day was left open."""
    if not any(shift.on == on and shift.duty == Role.DUTY_LEADER for shift in organisation.shifts):
        return None
    return organisation.on_duty(on)


# 换班 --------------------------------------------------------------------------------


@router.on(from_officer, in_private, order("换班"))
@polite
async def swap(turn: Turn, number: int | None, words: str) -> None:
    """「换班 周五 李桂花」: she is asked; with a second day, hers comes back. Until she agrees nothing changes."""
    assert turn.officer is not None
    today, mine = turn.policy.calendar.day_of(turn.now), turn.officer
    given = find_day(words.strip(), today)
    named = _named(turn.organisation, given.rest, mine) if given is not None else []
    if given is None or len(named) != 1:
        raise Refused("which day and with whom", say.SWAP_HOW.say())
    other, day = named[0], given.day
    back = find_day(_after_name(given.rest, other), today)
    in_return = back.day if back is not None else None
    if day < today or not _has_shift(turn.organisation, mine.id, day):
        raise Refused("not his shift", say.SWAP_NOT_YOURS.say(日期=day_with_weekday(day)))
    if in_return is not None and (in_return < today or not _has_shift(turn.organisation, other.id, in_return)):
        raise Refused("not the other's shift", say.SWAP_NOT_HIS.say(日期=day_with_weekday(in_return), 人=other.name))
    if not _may_take(turn.organisation, other, day) or (
        in_return is not None and not _may_take(turn.organisation, mine, in_return)
    ):
        raise Refused("cannot take it", say.SWAP_CANNOT.say(日期=day_with_weekday(day), 人=other.name))
    row = DutySwap(
        township=turn.ledger.township,
        id=turn.ledger.new_id(turn.now),
        on=day,
        duty=Role.DUTY_LEADER.value,
        officer=mine.id,
        other=other.id,
        in_return=in_return,
        asked_at=turn.now,
    )
    turn.ledger.rosters.add(row)
    if in_return is None:
        text = say.SWAP_ASK.say(人=mine.name, 电话=mine.phone, 日期=day_with_weekday(day))
    else:
        text = say.SWAP_ASK_BACK.say(
            人=mine.name, 电话=mine.phone, 日期=day_with_weekday(day), 原日=day_with_weekday(in_return)
        )
    await _tell(turn, other, text, key=f"swap:{row.id.hex}")
    assert other.channel is not None
    assert other.chat is not None
    until = min(turn.now + _ANSWERED_WITHIN, _end_of(turn, day))
    reference = turn.ledger.vault.reference(other.channel, other.chat)
    await turn.ledger.conversations.expect(reference, SWAP, None, turn.now, until)
    await turn.answer(say.SWAP_ASKED.say(人=other.name, 日期=day_with_weekday(day)))


@router.on(from_officer, in_private, awaiting(SWAP), order("同意"), lambda turn: not _numbered(turn))
@polite
async def agree(turn: Turn, asked: Question, number: int | None, words: str) -> None:
    """The shift changes hands; both and the office hear it."""
    row, mine, before = await _asked(turn)
    if row.on < turn.policy.calendar.day_of(turn.now) or not _has_shift(turn.organisation, row.officer, row.on):
        row.answered_at, row.agreed = turn.now, False
        raise Refused("too late", say.SWAP_TOO_LATE.say())
    row.answered_at, row.agreed = turn.now, True
    await turn.ledger.people.changed()
    day = day_with_weekday(row.on)
    await turn.answer(say.SWAP_DONE.say(日期=day, 人=before.name))
    await _tell(turn, before, say.SWAP_AGREED.say(人=mine.name, 日期=day), key=f"swapped:{row.id.hex}")
    for office in _office(turn, without={mine.id, before.id}):
        text = say.SWAP_NOTED.say(日期=day, 部门=before.name, 人=mine.name, 电话=mine.phone)
        await _tell(turn, office, text, key=f"swapped:{row.id.hex}:{office.id}")


@router.on(from_officer, in_private, awaiting(SWAP), order("不同意"), lambda turn: not _numbered(turn))
@polite
async def refuse(turn: Turn, asked: Question, number: int | None, words: str) -> None:
    """It stays as it was, and nobody is asked why."""
    row, mine, before = await _asked(turn)
    row.answered_at, row.agreed = turn.now, False
    await turn.answer(say.SWAP_REFUSED_OK.say(人=before.name))
    text = say.SWAP_REFUSED.say(人=mine.name, 日期=day_with_weekday(row.on))
    await _tell(turn, before, text, key=f"unswapped:{row.id.hex}")


def _numbered(turn: Turn) -> bool:
    """同意 12 answers something about a ticket."""
    return any(character.isdigit() for character in turn.text)


async def _asked(turn: Turn) -> tuple[DutySwap, Officer, Officer]:
    assert turn.officer is not None
    await turn.expect(None, None)
    row = await turn.ledger.rosters.asked_of(turn.officer.id)
    before = turn.organisation.officers.get(row.officer) if row is not None else None
    if row is None or before is None:
        raise Refused("nothing was asked", say.SWAP_TOO_LATE.say())
    return row, turn.officer, before


def _has_shift(organisation: Organisation, officer: str, on: date) -> bool:
    return any(
        shift.on == on and shift.officer == officer and shift.duty == Role.DUTY_LEADER for shift in organisation.shifts
    )


def _may_take(organisation: Organisation, officer: Officer, on: date) -> bool:
    """Somebody of the township or of the roster, there on that day, who can be written to and has not that day yet."""
    listed = any(shift.officer == officer.id for shift in organisation.shifts)
    of_the_township = any(post.area == organisation.township.code for post in organisation.posts_of(officer.id))
    there = organisation.able_on(officer.id, on) == officer.id and officer.chat is not None
    return (listed or of_the_township) and there and not _has_shift(organisation, officer.id, on)


# 请假 --------------------------------------------------------------------------------


@router.on(from_officer, in_private, order("请假"))
@polite
async def leave(turn: Turn, number: int | None, words: str) -> None:
    """「请假 25号到30号 李桂花代」: from then on his matters are hers; grid head and office hear of it."""
    assert turn.officer is not None
    today, mine = turn.policy.calendar.day_of(turn.now), turn.officer
    found = _span(words, today)
    if found is None:
        await asking_back.ask_days(turn, "请假")
        raise Refused("from when to when", say.LEAVE_HOW.say())
    from_on, to_on, rest = found
    if _written_backwards(words, from_on, to_on):
        first, last = day_with_weekday(from_on), day_with_weekday(to_on)
        raise Refused("which month", say.LEAVE_BACKWARDS.say(日期=first, 原日=last, 几天=_in_full(from_on, to_on)))
    named = _named(turn.organisation, rest, mine)
    if len(named) > 1 or (not named and _BESIDE.sub("", _BESIDE.sub("", rest))):
        raise Refused("who stands in", say.LEAVE_WHO.say())
    deputy = named[0] if named else _by_rule(turn, from_on, to_on)
    if deputy is None:
        raise Refused("nobody by rule", say.LEAVE_NOBODY.say(电话=office_phone(turn.organisation)))
    if not _stands_in(turn.organisation, mine.id, deputy, from_on, to_on):
        raise Refused("cannot stand in", say.LEAVE_CANNOT.say(人=deputy.name))
    row = ChatLeave(
        township=turn.ledger.township,
        id=turn.ledger.new_id(turn.now),
        officer=mine.id,
        from_on=from_on,
        to_on=to_on,
        deputy=deputy.id,
        said_at=turn.now,
    )
    turn.ledger.rosters.add(row)
    await turn.ledger.people.changed()
    first, last = day_with_weekday(from_on), day_with_weekday(to_on)
    await turn.answer(say.LEAVE_OK.say(日期=first, 原日=last, 人=deputy.name, 电话=deputy.phone))
    shifts = sorted(s.on for s in turn.organisation.shifts if s.officer == mine.id and from_on <= s.on <= to_on)
    if shifts:
        await turn.answer(say.LEAVE_SHIFT.say(日期=day_with_weekday(shifts[0]), 人=deputy.name))
    text = say.LEAVE_DEPUTY.say(部门=mine.name, 电话=mine.phone, 日期=first, 原日=last)
    await _tell(turn, deputy, text, key=f"leave:{row.id.hex}")
    for officer in _above(turn, without={mine.id, deputy.id}):
        text = say.LEAVE_NOTED.say(部门=mine.name, 日期=first, 原日=last, 人=deputy.name, 电话=deputy.phone)
        await _tell(turn, officer, text, key=f"leave:{row.id.hex}:{officer.id}")


@router.on(from_officer, in_private, order("销假"))
@polite
async def back(turn: Turn, number: int | None, words: str) -> None:
    """「销假」: back from today on; a leave that has not begun is taken back. What was handed on stays there."""
    assert turn.officer is not None
    today, mine = turn.policy.calendar.day_of(turn.now), turn.officer
    counted = [leave for leave in turn.organisation.deputies if leave.officer == mine.id and leave.to_on >= today]
    if not counted:
        raise Refused("not away", say.BACK_NOTHING.say())
    said = [
        leave
        for leave in await turn.ledger.rosters.leaves()
        if leave.officer == mine.id and leave.deputy is not None and leave.to_on >= today and leave.back_on is None
    ]
    for row in said:
        row.back_on = today
    for entry in turn.organisation.file_deputies:
        if entry.officer == mine.id and entry.to_on >= today:
            turn.ledger.rosters.add(
                ChatLeave(
                    township=turn.ledger.township,
                    id=turn.ledger.new_id(turn.now),
                    officer=mine.id,
                    from_on=max(today, entry.from_on),
                    to_on=entry.to_on,
                    deputy=None,
                    said_at=turn.now,
                )
            )
    await turn.ledger.people.changed()
    deputy = turn.organisation.officers[counted[0].deputy]
    await turn.answer(say.BACK_OK.say(人=deputy.name))
    for officer in {one.id: one for one in (deputy, *_above(turn, without={mine.id}))}.values():
        await _tell(turn, officer, say.BACK_NOTED.say(人=mine.name), key=f"back:{turn.inbox_id.hex}:{officer.id}")


def _span(words: str, today: date) -> tuple[date, date, str] | None:
    """First day, last day and the rest of what was said; None: no days, past ones, or too many."""
    # 25到30号: one 号 for both
    text = re.sub(r"^(\d{1,2})(?=\s*(?:到|至|~|～|—|--?)\s*\d{1,2}(?:号|日|\s|$))", r"\1号", words.strip())
    text = re.sub(r"^(\d{1,2}号\s*(?:到|至|~|～|—|--?)\s*\d{1,2})(?=\s|$)", r"\1号", text)
    parts = _TO.split(text, maxsplit=1)
    length = re.match(r"\s*([一二两三四五六七八九十\d]{1,3})\s*(?:天|日(?!\d))", text)
    if length is not None and len(parts) == 1:
        last = find_day(text, today)
        if last is None:
            return None
        # 3天 from today: today is one of them
        first_on, last_on, rest = today, last.day - timedelta(days=1), last.rest
    else:
        first = find_day(parts[0], today)
        if first is None:
            return None
        second = find_day(parts[1], first.day) if len(parts) == 2 else None
        if len(parts) == 2 and second is None:
            return None
        first_on, last_on = first.day, second.day if second is not None else first.day
        rest = second.rest if second is not None else first.rest
    if first_on < today or last_on < first_on or last_on - first_on > _LONGEST:
        return None
    return first_on, last_on, rest


_DAY_ALONE = re.compile(r"\s*(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*(?:号|日|$)")


def _written_backwards(words: str, from_on: date, to_on: date) -> bool:
    """30号到25号: a month nearly, if it were meant; 28号到3号 is plain."""
    parts = _TO.split(words.strip(), maxsplit=1)
    bare_days = len(parts) == 2 and all(_DAY_ALONE.match(part) is not None for part in parts)
    return bare_days and to_on.day < from_on.day and to_on - from_on > _PLAINLY_OVER_THE_MONTH


def _in_full(from_on: date, to_on: date) -> str:
    return f"请假 {from_on.month}月{from_on.day}日到{to_on.month}月{to_on.day}日"


def _named(organisation: Organisation, text: str, without: Officer) -> list[Officer]:
    """Officials whose whole name stands in the text, beside whoever says it."""
    return officers_by_name(organisation, text, without=without.id)


def _after_name(text: str, officer: Officer) -> str:
    return _BESIDE.sub("", text.partition(officer.name)[2]).strip()


def _by_rule(turn: Turn, from_on: date, to_on: date) -> Officer | None:
    """Nobody was named: a colleague of the same post, else the next one up."""
    assert turn.officer is not None
    organisation, mine = turn.organisation, turn.officer
    posts = organisation.posts_of(mine.id)
    village = next((v for post in posts if (v := organisation.village_of(post.area)) is not None), None)
    colleagues = [one for post in posts for one in organisation.holders(Role(post.role), post.area)]
    above = next_up(organisation, village=village.code if village else None, owner=mine.id, on=from_on)
    for officer in (*colleagues, *([above] if above is not None else [])):
        if _stands_in(organisation, mine.id, officer, from_on, to_on):
            return officer
    return None


def _stands_in(organisation: Organisation, officer: str, deputy: Officer, from_on: date, to_on: date) -> bool:
    """He can be written to, and on every day the chain of deputies ends with somebody who is there."""
    if deputy.id == officer or deputy.chat is None:
        return False
    new = Deputy(
        township=organisation.township.township, officer=officer, from_on=from_on, deputy=deputy.id, to_on=to_on
    )
    return not runs_in_a_circle([new, *organisation.deputies], new)


# whom to tell --------------------------------------------------------------------------------


def _office(turn: Turn, *, without: set[str]) -> Sequence[Officer]:
    today = turn.policy.calendar.day_of(turn.now)
    return able_holders(turn.organisation, Role.AFFAIRS_OFFICE, None, today, without=without)[:1]


def _above(turn: Turn, *, without: set[str]) -> list[Officer]:
    """The grid head of his village and the office."""
    assert turn.officer is not None
    organisation, today = turn.organisation, turn.policy.calendar.day_of(turn.now)
    villages = {v.code for p in organisation.posts_of(turn.officer.id) if (v := organisation.village_of(p.area))}
    heads = [
        officer
        for village in sorted(villages)
        for officer in organisation.holders(Role.GRID_HEAD, village)
        if officer.id not in without and organisation.able_on(officer.id, today) == officer.id
    ]
    found = {officer.id: officer for officer in (*heads, *_office(turn, without=without))}
    return list(found.values())


async def _tell(turn: Turn, officer: Officer, text: StaffText, *, key: str) -> None:
    await tell_officer(turn.ledger, turn.policy, officer, text, ticket=None, why="notice", key=key, now=turn.now)


def _end_of(turn: Turn, on: date) -> datetime:
    return turn.policy.calendar.at_local(on + timedelta(days=1), datetime.min.time())
