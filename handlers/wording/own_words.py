"""评 催 改 删 停 匿名 保密: a villager's own words about his own matter."""

from handlers.wording.forms import PrivatePhrase, StaffPhrase

OWN_WHICH = PrivatePhrase("own_which", "您说的是哪件？{几件}。照着号回，比如“{哪样} {编号}”。")
OWN_NONE = PrivatePhrase("own_none", "没找到能“{哪样}”的事。回“查”，看看您说过的事；也可以打{电话}。")
NOTHING_TO_RATE = PrivatePhrase("nothing_to_rate", "眼下没有等您评的事。办好了我来问您行不行，到时候说就行。")

HURRIED = PrivatePhrase("hurried", "{事}您催的话告诉{人}（{电话}）了，说好{日期}前给您回话。等不及就直接打电话。")
HURRIED_LATE = PrivatePhrase(
    "hurried_late", "{事}比说好的晚了，对不住您。您催的话告诉{人}（{电话}）了，等不及就直接打电话，也可以打{部门}。"
)
HURRIED_BEFORE = PrivatePhrase("hurried_before", "{事}今天替您催过了，{人}（{电话}）知道您等着，直接打电话也行。")
PING_HURRY = StaffPhrase(
    "ping_hurry", "{事}本人来问办到哪了，说好{日期}前给回话。先打个电话说一声就行；卡住了回“求助”加一句话。"
)

ADD_HOW = PrivatePhrase("add_how", "{事}哪里要改？这样回：改 {编号} 不是三组，是二组。")
CORRECTED_BY_SELF = PrivatePhrase("corrected_by_self", "好，{事}（编号{编号}）改过的话记上了，也告诉{人}（{电话}）了。")
PING_SELF_CORRECTED = StaffPhrase("ping_self_corrected", "{事}本人改了说法：{原因}。细看回“看 {编号}”。")
PING_SAYS_KIND = StaffPhrase("ping_says_kind", "{事}本人说这是{部门}，先不在群里提了。该改就回“改 {编号} {部门}”。")

DELETE_FIRST_TAKE_BACK = PrivatePhrase(
    "delete_first_take_back", "{事}还在办，删了原话就没法办。不想办了先回“撤 {编号}”，撤了再回“删 {编号}”。"
)
DELETE_SURE = PrivatePhrase(
    "delete_sure", "{事}（编号{编号}）删了就找不回来，只留编号和日子，没有您的话。真要删回“删 {编号} 确定”。"
)
DELETED = PrivatePhrase("deleted", "删了，编号{编号}只剩号和日子，没有您的话了。有事随时再说。")
DELETED_BEFORE = PrivatePhrase("deleted_before", "编号{编号}的原话已经没有了，只剩号和日子。")

STOP_WHAT = PrivatePhrase("stop_what", "{事}还在办，办好了得告诉您一声。不想办了回“撤 {编号}”，不想让我记就回“不记”。")

ANONYMOUS_OK = PrivatePhrase(
    "anonymous_ok", "好，{事}（编号{编号}）办事的人看不到您叫啥。要上门看，得您自己说在哪儿。急的话打{电话}。"
)
KEPT_CLOSE = PrivatePhrase("kept_close", "好，{事}（编号{编号}）不在群里提，只有{人}和管他的人能看。想问打{电话}。")
