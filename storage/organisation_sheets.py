"""The organisation as tables, one for each key of the file with the same columns: cells as people fill them in.

A cell may hold a number where a text is meant (a spreadsheet makes numbers of codes), signs in full width, a date in
any of the usual forms, several values in one cell. What can be understood is; what has been lost is named by sheet, row
and column.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from classifiers.topic_names import NAMES
from classifiers.verdict import Topic
from storage.marked_yaml import Path, nearest
from storage.organisation import Role
from storage.organisation_file import OrganisationFile, OrganisationMistake, organisation_from

#: a row that begins so explains or shows an example, and is not read
REMARK = "※"
#: a spreadsheet keeps so many digits of a number
_EXACT = 10**15
_ROUNDED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_FAULT = re.compile(r"#(?:REF|N/A|NAME|VALUE|DIV/0|NUM|NULL)[!?]?")
_SEVERAL = re.compile(r"[、,，;；\s]+")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+00:00(?::00)?)?")
#: days since then are a date without its form
_DAY_ZERO = date(1899, 12, 30)
_A_DAY_OF_OURS = range(36_526, 73_051)  # 2000 to 2099

Cell = str | int | float | bool | date | datetime | timedelta | None


class Form(StrEnum):
    """What a column holds."""

    TEXT = "text"
    CODE = "code"  # digits or letters that are no quantity: a number in the cell is taken back to its digits
    PHONE = "phone"
    DAY = "day"
    ROLE = "role"
    SEVERAL = "several"
    TOPICS = "topics"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its key, what it is called in Chinese, what it means, and an example."""

    key: str
    title: str
    means: str
    example: str = ""
    form: Form = Form.TEXT
    #: the sheet and column whose values may stand here
    of: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class SheetForm:
    """A sheet: its key, its name in Chinese, what it is for."""

    key: str
    title: str
    means: str
    columns: tuple[SheetColumn, ...]


_AREA = "镇、村或网格的编码"
_PERSON = ("people", "id")
SHEETS = (
    SheetForm("township", "镇", "只填一行：本镇。", (
        SheetColumn("code", "编码", "统计用区划代码，9位", "621221108", Form.CODE),
        SheetColumn("name", "名称", "镇名", "鸡鸣镇"),
    )),
    SheetForm("villages", "村", "每村一行。", (
        SheetColumn("code", "编码", "12位", "621221108201", Form.CODE),
        SheetColumn("name", "名称", "村名", "上河村"),
        SheetColumn("aliases", "别名", "大家还怎么叫，用、隔开", "上河、上河大队", Form.SEVERAL),
        SheetColumn("groups", "村民小组", "用、隔开", "一组、二组", Form.SEVERAL),
    )),
    SheetForm("grids", "网格", "每个网格一行；一个网格只归一个村。", (
        SheetColumn("code", "编码", "村编码加3位，共15位", "621221108201001", Form.CODE),
        SheetColumn("name", "名称", "网格名", "上河村一组网格"),
        SheetColumn("village", "所属村", "村的编码", "621221108201", Form.CODE, ("villages", "code")),
        SheetColumn("places", "地标", "大家报地点时说的地方，用、隔开", "村口、戏台", Form.SEVERAL),
    )),
    SheetForm("people", "人员", "所有干部、网格员、联系人，每人一行。", (
        SheetColumn("id", "编号", "自己编，不重复，定了不改", "p01", Form.CODE),
        SheetColumn("name", "姓名", "真实姓名", "王某"),
        SheetColumn("phone", "电话", "群众能打通的号码", "13800000000", Form.PHONE),
        SheetColumn("chat", "聊天账号", "平台上的账号；不知道先空着", "wang", Form.CODE),
        SheetColumn("channel", "渠道", "账号在哪个渠道；只有一个渠道就空着"),
    )),
    SheetForm("posts", "岗位", "谁在哪里干什么；一人多岗写多行。", (
        SheetColumn("person", "人员编号", "人员表里的编号", "p01", Form.CODE, _PERSON),
        SheetColumn("role", "岗位", "从列表里选", "网格员", Form.ROLE),
        SheetColumn("area", "管哪里", _AREA, "621221108201001", Form.CODE),
        SheetColumn("topics", "只管哪些事", "空着就是全管；县级部门必填", "供电用电、路灯照明", Form.TOPICS),
    )),
    SheetForm("roster", "值班表", "每天谁值班。", (
        SheetColumn("date", "日期", "2026-11-23", "2026-11-23", Form.DAY),
        SheetColumn("person", "人员编号", "人员表里的编号", "p07", Form.CODE, _PERSON),
        SheetColumn("duty", "值什么班", "空着就是值班领导", "duty_leader"),
    )),
    SheetForm("deputies", "代班", "请假时谁代；头尾两天都算。", (
        SheetColumn("person", "谁请假", "人员编号", "p01", Form.CODE, _PERSON),
        SheetColumn("deputy", "谁代", "人员编号", "p02", Form.CODE, _PERSON),
        SheetColumn("from", "从哪天", "2026-11-25", "2026-11-25", Form.DAY),
        SheetColumn("to", "到哪天", "2026-11-30", "2026-11-30", Form.DAY),
    )),
    SheetForm("conflicts", "回避", "报告过的亲属：谁的事都不给对方看。", (
        SheetColumn("person", "人员编号", "人员表里的编号", "p01", Form.CODE, _PERSON),
        SheetColumn("with", "和谁", "人员编号", "p09", Form.CODE, _PERSON),
    )),
    SheetForm("chats", "群", "每个村群一行。", (
        SheetColumn("id", "群号", "平台上的群号", "g-shanghe", Form.CODE),
        SheetColumn("area", "哪个村", _AREA, "621221108201", Form.CODE),
        SheetColumn("channel", "渠道", "只有一个渠道就空着"),
    )),
    SheetForm("codes", "说事码", "贴在哪里的码；不写户、不写人。", (
        SheetColumn("code", "码", "8位以上的字母数字", "SH01", Form.CODE),
        SheetColumn("area", "哪个网格", _AREA, "621221108201001", Form.CODE),
        SheetColumn("place", "贴在哪", "地方的名字", "上河村戏台"),
    )),
)  # fmt: skip
ROLE_NAMES: Mapping[Role, str] = {
    Role.CONTACT: "联系人",
    Role.GRID_OFFICER: "网格员",
    Role.GRID_HEAD: "网格长",
    Role.VILLAGE_SECRETARY: "村支书",
    Role.VILLAGE_SUPERVISOR: "村务监督",
    Role.VILLAGE_LEAD_CADRE: "包村干部",
    Role.AFFAIRS_OFFICE: "社会事务办公室",
    Role.AREA_LEADER: "包片领导",
    Role.DUTY_LEADER: "值班领导",
    Role.COUNTY_DEPT: "县级部门",
    Role.MEDIATOR: "人民调解员",
    Role.LEGAL_ADVISER: "法律顾问",
    Role.POLICE_LIAISON: "警务员",
    Role.ASSISTANT: "协管员",
    Role.DATA_STEWARD: "信息保护负责人",
}
_ROLES = {name: role.value for role, name in ROLE_NAMES.items()}
_TOPICS = {NAMES[topic]: topic.value for topic in Topic}


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet as it was read: `where` in words, and its rows from the top; a row's number counts from 1."""

    name: str
    where: str
    rows: Sequence[Sequence[Cell]]


@dataclass(slots=True)
class _Read:
    """What has been understood, and where everything stood."""

    data: dict[str, Any] = field(default_factory=dict)
    places: dict[Path, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    #: of these the problem has been named
    said: set[Path] = field(default_factory=set)


def organisation_in(tables: Sequence[Table], where: str) -> OrganisationFile:
    """The organisation in a workbook's sheets or a folder's files. Raises OrganisationMistake with all mistakes."""
    read = _Read()
    forms = [form for table in tables if (form := _form_of(table)) is not None]
    for table in tables:
        form = _form_of(table)
        if form is None:
            near = nearest(table.name, [name for one in SHEETS for name in (one.key, one.title)], offer=0)
            if near:
                read.problems.append(f"{table.where}: no such sheet{near}")
            continue
        if form.key in read.data:
            read.problems.append(f"{table.where}: this sheet stands twice; keep one of the two")
            continue
        _read_table(table, form, read)
    if forms and not any(read.data.values()) and not read.problems:
        first = SHEETS[0]
        raise OrganisationMistake(
            [
                f"{where}: nothing is filled in yet; begin with the sheet {first.title} ({first.key}), below its "
                f"example, then {SHEETS[1].title} and {SHEETS[2].title}; rows that begin with {REMARK} do not count"
            ]
        )
    if "township" not in read.data and not any("township" in problem for problem in read.problems):
        if any(form.key == "township" for form in forms):
            read.problems.append(f"{where}, sheet 镇 (township): is empty; it holds the township's code and name")
        else:
            read.problems.append(f"{where}: there is no sheet `township` (镇); it holds the township's code and name")
        read.said.add(("township",))
    try:
        file = organisation_from(read.data, lambda path: _place_of(path, read, where), read.said, name=lambda path: "")
    except OrganisationMistake as mistake:
        raise OrganisationMistake(read.problems + [_in_cells(problem) for problem in mistake.problems]) from None
    if read.problems:
        raise OrganisationMistake(read.problems)
    return file


def locate_in(tables: Sequence[Table], where: str, path: Path) -> str:
    """Where a path stands in the sheets, in words."""
    read = _Read()
    for table in tables:
        form = _form_of(table)
        if form is not None and form.key not in read.data:
            _read_table(table, form, read)
    return _place_of(path, read, where)


def _form_of(table: Table) -> SheetForm | None:
    name = unicodedata.normalize("NFKC", table.name).strip()
    return next((form for form in SHEETS if name.lower() == form.key or name == form.title), None)


def _place_of(path: Path, read: _Read, where: str) -> str:
    while path:
        if path in read.places:
            return read.places[path]
        path = path[:-1]
    return where


def _in_cells(problem: str) -> str:
    return re.sub(r"is missing; add `[^`]*`", "is empty; fill in the cell", problem)


def _read_table(table: Table, form: SheetForm, read: _Read) -> None:
    rows = enumerate(table.rows, 1)
    heading = next(((number, row) for number, row in rows if any(_text(cell) for cell in row)), None)
    read.places[(form.key,)] = table.where
    if heading is None:
        if form.key != "township":
            read.data[form.key] = []
        return
    columns = _columns_of(table, form, heading, read)
    entries: list[dict[str, Any]] = []
    for number, row in rows:
        filled = [_text(cell) for cell in row]
        if not any(filled) or next(filter(None, filled)).startswith(REMARK):
            continue
        path: Path = (form.key,) if form.key == "township" else (form.key, len(entries))
        read.places[path] = f"{table.where}, row {number}"
        entries.append(_entry(table, columns, number, row, path, read))
    if form.key != "township":
        read.data[form.key] = entries
    elif entries:
        read.data["township"] = entries[0]
        if len(entries) > 1:
            read.problems.append(f"{table.where}: {len(entries)} townships; keep one row")


def _columns_of(
    table: Table, form: SheetForm, heading: tuple[int, Sequence[Cell]], read: _Read
) -> list[SheetColumn | None]:
    number, row = heading
    found: list[SheetColumn | None] = []
    for place, cell in enumerate(row):
        said = unicodedata.normalize("NFKC", _text(cell)).strip()
        # 编码 code and code（编码） are the same
        names = {said.lower(), *re.split(r"[\s()]+", said.lower())}
        column = next((one for one in form.columns if one.key in names or one.title in names), None)
        where = f"{table.where}, row {number}, column {letter(place)}"
        if said and column is None:
            known = [name for one in form.columns for name in (one.key, one.title)]
            read.problems.append(f"{where}: no column is called {said!r} here{nearest(said, known)}")
        elif column is not None and column in found:
            read.problems.append(f"{where}: the column {column.key} ({column.title}) stands twice; take one out")
            column = None
        found.append(column)
    return found


def _entry(
    table: Table, columns: Sequence[SheetColumn | None], number: int, row: Sequence[Cell], path: Path, read: _Read
) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    for place, (cell, column) in enumerate(zip(row, columns, strict=False)):
        if column is None or not _text(cell):
            continue
        own = (*path, column.key)
        read.places[own] = f"{table.where}, row {number}, column {letter(place)} ({column.title} {column.key})"
        try:
            entry[column.key] = _value(cell, column.form)
        except ValueError as mistake:
            read.problems.append(f"{read.places[own]}: {mistake}")
            read.said.add(own)
    for column in columns:
        if column is not None and (*path, column.key) not in read.places:
            place = columns.index(column)
            read.places[(*path, column.key)] = (
                f"{table.where}, row {number}, column {letter(place)} ({column.title} {column.key})"
            )
    return entry


def letter(place: int) -> str:
    """What a spreadsheet calls its column: 0 is A, 26 is AA."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _value(cell: Cell, form: Form) -> Any:
    """A cell as the file would have it. Raises ValueError with what is wrong and how to mend it."""
    if isinstance(cell, str) and _FAULT.fullmatch(cell.strip()):
        raise ValueError(f"{cell.strip()} is a formula's fault; type the value itself")
    match form:
        case Form.DAY:
            return _day(cell)
        case Form.CODE:
            return _code(cell)
        case Form.PHONE:
            return _phone(cell)
        case Form.ROLE:
            said = unicodedata.normalize("NFKC", _text(cell))
            return _ROLES.get(said, said)
        case Form.TOPICS:
            return [_TOPICS.get(part, part) for part in _several(cell)]
        case Form.SEVERAL:
            return _several(cell)
        case _:
            return _text(cell)


def _several(cell: Cell) -> list[str]:
    return [part for part in _SEVERAL.split(_text(cell)) if part]


def _code(cell: Cell) -> str:
    if isinstance(cell, bool | date | timedelta):
        raise ValueError(f"a spreadsheet has made {_text(cell)} of it; form the column as text (文本) and type it anew")
    if isinstance(cell, float | int):
        if abs(cell) >= _EXACT:
            raise ValueError(
                "a spreadsheet keeps 15 digits of a number, so the last ones are lost; "
                "form the column as text (文本) and type it anew"
            )
        if isinstance(cell, float) and not cell.is_integer():
            raise ValueError(f"{cell} is no code; form the column as text (文本) and type it anew")
        return str(int(cell))
    text = unicodedata.normalize("NFKC", _text(cell))
    if _ROUNDED.fullmatch(text):
        raise ValueError(
            f"a spreadsheet has rounded the code to {text}; form the column as text (文本) and type it anew"
        )
    # an apostrophe is how a spreadsheet is told that digits are a text
    text = text.removeprefix("'")
    return text.removesuffix(".0") if re.fullmatch(r"\d+\.0", text) else text


def _phone(cell: Cell) -> str:
    text = _code(cell)
    if isinstance(cell, float | int) and len(text) in (10, 11) and not text.startswith("1"):
        raise ValueError(f"as a number {text} has lost its leading 0; form the column as text (文本) and type it anew")
    return text


def _day(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float | int) and not isinstance(cell, bool) and int(cell) in _A_DAY_OF_OURS:
        return (_DAY_ZERO + timedelta(days=int(cell))).isoformat()
    text = unicodedata.normalize("NFKC", _text(cell))
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a date; write 2026-11-23")
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        raise ValueError(f"there is no day {text}; write 2026-11-23") from None


def cells_of(file: OrganisationFile) -> Iterator[tuple[SheetForm, list[list[str]]]]:
    """The organisation as sheets to be filled in further: each form with its rows."""
    data = file.model_dump(mode="json", by_alias=True, exclude_none=True)
    for form in SHEETS:
        entries = [data[form.key]] if form.key == "township" else data[form.key]
        yield form, [[_shown(entry.get(column.key), column.form) for column in form.columns] for entry in entries]


def _shown(value: Any, form: Form) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "、".join(NAMES[Topic(item)] if form is Form.TOPICS else str(item) for item in value)
    return ROLE_NAMES[Role(value)] if form is Form.ROLE else str(value)
