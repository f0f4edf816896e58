"""Whom an official's words name: by name, by department (供水站), by post (调解员, 书记, 镇上)."""

import re
from dataclasses import dataclass

from classifiers.verdict import Topic
from handlers.dispatch import officers_named
from storage.models import Officer
from storage.organisation import Organisation, Role

#: how people call the departments and companies that look after a topic
_DEPARTMENTS: dict[Topic, re.Pattern[str]] = {
    Topic.WATER_SUPPLY: re.compile("(?:县里?的?)?(?:供水|自来水|水务)(?:站|所|公司|局|厂)?|水厂|水管站|水站"),
    Topic.POWER: re.compile("(?:县里?的?)?(?:供电|电力)(?:站|所|公司|局)?|电管站|电网"),
    Topic.IRRIGATION: re.compile("水利(?:站|所|局)?|水保站"),
    Topic.ROAD: re.compile("(?:交通|公路)(?:站|所|局|段)?"),
    Topic.SANITATION: re.compile("环卫(?:站|所|公司)?"),
    Topic.INSURANCE: re.compile("医保(?:站|所|局)?|社保(?:站|所|局)?"),
    Topic.WELFARE: re.compile("民政(?:站|所|局|办)?"),
    Topic.WAGES: re.compile("人社(?:站|所|局)?|劳动(?:站|所|局|监察)?"),
    Topic.HOUSING: re.compile("住建(?:站|所|局)?"),
    Topic.FARMING: re.compile("农技(?:站|员)?|畜牧(?:站|所)?|兽医(?:站)?"),
    Topic.LAND_COLLECTIVE: re.compile("(?:国土|自然资源|土地)(?:站|所|局)"),
    Topic.DISASTER: re.compile("应急(?:站|所|局|办|管理)?"),
}
_ANY_DEPARTMENT = re.compile("县里|县上|部门|公司")
#: posts beyond those that `officers_named` knows
_POSTS = {
    "调解员": Role.MEDIATOR,
    "法律顾问": Role.LEGAL_ADVISER,
    "律师": Role.LEGAL_ADVISER,
    "民警": Role.POLICE_LIAISON,
    "警务": Role.POLICE_LIAISON,
    "派出所": Role.POLICE_LIAISON,
    "包片领导": Role.AREA_LEADER,
    "协管员": Role.ASSISTANT,
}


@dataclass(frozen=True, slots=True)
class Named:
    """Those who are named, each once, in the order of their ids, and what else was said."""

    officers: tuple[Officer, ...]
    rest: str
    #: a name or post that several people share, so that nobody is meant for certain
    unclear: bool = False


def people_named(organisation: Organisation, village: str | None, topic: Topic | None, text: str) -> Named:
    """Everybody whom a text names. `village`, `topic`: of the matter it is about; they tell who is nearer."""
    found, rest, unclear = _by_name(organisation, village, text)
    if not found and not unclear:
        found, rest, unclear = _by_department(organisation, village, topic, text)
    if not found and not unclear:
        found, rest, unclear = _by_post(organisation, village, text)
    return Named(tuple(sorted(found, key=lambda officer: officer.id)), _tidy(rest), unclear)


_EDGES = re.compile(r"^(?:[\s,，、;；。.:：和跟与同]|请他?(?=[\s,，])|一起)+|[\s,，、;；。.:：]+$")


def _tidy(rest: str) -> str:
    return _EDGES.sub("", " ".join(rest.split())).strip()


def _by_name(organisation: Organisation, village: str | None, text: str) -> tuple[list[Officer], str, bool]:
    names = sorted({officer.name for officer in organisation.officers.values() if officer.name}, key=len, reverse=True)
    found: list[Officer] = []
    for name in names:
        # 王建 is not meant where 王建军 stands
        if name not in text:
            continue
        text = text.replace(name, " ")
        same = [officer for officer in organisation.officers.values() if officer.name == name]
        near = [officer for officer in same if _is_near(organisation, officer, village)] if len(same) > 1 else same
        if len(near) != 1:
            return [], text, True
        found += near
    return found, text, False


def _is_near(organisation: Organisation, officer: Officer, village: str | None) -> bool:
    areas = {village, *(grid.code for grid in organisation.grids_of(village or ""))}
    return any(post.area in areas for post in organisation.posts_of(officer.id))


def _by_department(
    organisation: Organisation, village: str | None, topic: Topic | None, text: str
) -> tuple[list[Officer], str, bool]:
    found: dict[str, Officer] = {}
    rest = text
    for one, spoken in _DEPARTMENTS.items():
        if spoken.search(text) is None:
            continue
        holders = _departments(organisation, village, one)
        if len(holders) > 1:
            return [], text, True
        found |= {officer.id: officer for officer in holders}
        # 请供水站换阀门: only the first name of it is whom, the rest is what for
        rest = spoken.sub(" ", rest, count=1)
    if not found and topic is not None and _ANY_DEPARTMENT.search(text):
        holders = _departments(organisation, village, topic)
        if len(holders) > 1:
            return [], text, True
        found |= {officer.id: officer for officer in holders}
        rest = _ANY_DEPARTMENT.sub(" ", rest, count=1)
    return list(found.values()), rest, False


def _departments(organisation: Organisation, village: str | None, topic: Topic) -> list[Officer]:
    # a department without topics of its own would be named by every word
    for area in (village or "", organisation.township.code):
        found = [
            officer
            for officer in organisation.holders(Role.COUNTY_DEPT, area, topic)
            if any(post.topics for post in organisation.posts_of(officer.id) if post.role == Role.COUNTY_DEPT)
        ]
        if found:
            return found
    return []


def _by_post(organisation: Organisation, village: str | None, text: str) -> tuple[list[Officer], str, bool]:
    for name, role in _POSTS.items():
        if name in text:
            for area in (village or "", organisation.township.code):
                holders = organisation.holders(role, area)
                if holders:
                    return holders if len(holders) == 1 else [], text.replace(name, " ", 1), len(holders) > 1
    found = officers_named(organisation, village, text)
    if not found:
        return [], text, False
    rest = re.sub("网格长|网格员|书记|监督|监委|包村干部|村主任|村干部|村委会|事务办|镇上", " ", text, count=1)
    return found if len(found) == 1 else [], rest, len(found) > 1
