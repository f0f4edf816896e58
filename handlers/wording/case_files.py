"""专班, 步骤: what is said about a hard matter that a team works on."""

from handlers.wording.forms import PrivatePhrase, StaffPhrase

# to villagers
CASE_TOLD = PrivatePhrase(
    "case_told", "{称呼}，{事}专门成立了班子，{部门}牵头，{人}（{电话}）照旧管。一步一步怎么走，都告诉您。"
)
CASE_STEP_TOLD = PrivatePhrase("case_step_told", "{称呼}，{事}第{数1}步定了：{原因}，{日期}前做。想问打{电话}找{人}。")
CASE_STEP_DONE = PrivatePhrase("case_step_done", "{称呼}，{事}第{数1}步做了：{结果}。还在接着办，想问打{电话}找{人}。")
CASE_STEP_MOVED = PrivatePhrase(
    "case_step_moved", "{称呼}，{事}第{数1}步改到{日期}，对不住：{原因}。想问打{电话}找{人}。"
)
CASE_STEP_DROPPED = PrivatePhrase(
    "case_step_dropped", "{称呼}，{事}第{数1}步不做了：{原因}。别的接着办，想问打{电话}找{人}。"
)
CASE_CLOSED_TOLD = PrivatePhrase("case_closed_told", "{称呼}，{事}的班子散了：{原因}。{人}（{电话}）接着管到底。")

# to officials
CASE_OPENED_OK = StaffPhrase(
    "case_opened_ok", "好，{事}专班成立了，{人}牵头，{部门}搭手，{数1}个组员。定一步回“步骤 {编号} 周五 请供水站测压”。"
)
PING_CASE = StaffPhrase(
    "ping_case", "{人}（{电话}）请您进{事}的专班，您是{哪样}，{地点}。要看定了啥步骤，回“步骤 {编号}”。"
)
PING_CASE_OWNER = StaffPhrase(
    "ping_case_owner", "{事}成立了专班，{人}（{电话}）牵头。您还是主办，日子不变，{日期}前给本人回话。"
)
CASE_STEP_OK = StaffPhrase(
    "case_step_ok", "好，{事}第{数1}步记上了，{日期}前做，本人告诉了。做完回“步骤 {编号} 第{数1}步 好”加一句。"
)
CASE_STEP_DONE_OK = StaffPhrase("case_step_done_ok", "好，{事}第{数1}步做完了，本人也告诉了。还有{数2}步。")
CASE_STEP_MOVED_OK = StaffPhrase("case_step_moved_ok", "好，{事}第{数1}步改到{日期}，本人也告诉了。")
CASE_STEP_DROPPED_OK = StaffPhrase("case_step_dropped_ok", "好，{事}第{数1}步不做了，本人也告诉了。")
CASE_STEP_LATE = StaffPhrase(
    "case_step_late",
    "{事}第{数1}步（{原因}）到日子了。做完回“步骤 {编号} 第{数1}步 好”加一句；要改加“改到”、日子和原因。",
)
CASE_PLAN = StaffPhrase("case_plan", "{事}的步骤：{几件}。")
CASE_PLAN_EMPTY = StaffPhrase("case_plan_empty", "{事}还没定步骤。定一步回“步骤 {编号} 周五 请供水站测压”。")
CASE_CLOSED_OK = StaffPhrase("case_closed_ok", "好，{事}的专班散了，本人和组里的人都告诉了。")
PING_CASE_CLOSED = StaffPhrase("ping_case_closed", "{事}的专班散了：{原因}。辛苦！")
PING_NEW_LEAD = StaffPhrase(
    "ping_new_lead", "{事}的专班现在由{人}（{电话}）牵头：{原因}。还缺个副手，回“专班 {编号} 副手”加名字。"
)
CASE_DEPUTY_OK = StaffPhrase("case_deputy_ok", "好，{事}的副手是{人}了。")
# what cannot be
CASE_HOW = StaffPhrase("case_how", "{事}成立专班要两个人牵头。这样回：专班 {编号} 牵头李桂花 副手周书记 组员供水站。")
CASE_TWO_PEOPLE = StaffPhrase("case_two_people", "{事}牵头的和副手得是两个人，有一个不在，另一个顶上。")
CASE_NOT_HIM = StaffPhrase("case_not_him", "{事}的专班不好叫{人}，换个人。")
CASE_THERE_ALREADY = StaffPhrase("case_there_already", "{事}已经有专班了，{人}（{电话}）牵头。看步骤回“步骤 {编号}”。")
NOT_YOURS_TO_LEAD = StaffPhrase("not_yours_to_lead", "{编号}号成立专班，得镇办公室或包片领导来定。")
CASE_WHICH = StaffPhrase("case_which", "哪一件要成立专班？带上编号：专班 12 牵头李桂花 副手周书记 组员供水站。")
CASE_BY_OTHERS = StaffPhrase("case_by_others", "专班由镇办公室或包片领导来定。难办的事，先回“求助”加一句话，不算误事。")
NO_CASE_OF_YOURS = StaffPhrase(
    "no_case_of_yours", "眼下没有您定步骤的专班。是哪一件，带上编号：步骤 12。专班由镇办公室、包片领导成立。"
)
NO_CASE = StaffPhrase("no_case", "{编号}号没有专班，或者不归您定步骤。镇办公室、包片领导回“专班 {编号}”能成立。")
CASE_STEP_HOW = StaffPhrase(
    "case_step_how", "{事}没看明白。定一步：步骤 {编号} 周五 请供水站测压；做完：步骤 {编号} 第2步 好 压力够。"
)
CASE_STEP_WHEN = StaffPhrase(
    "case_step_when", "{事}这一步哪天前做？说个往后的日子，比如：步骤 {编号} 周五 请供水站测压。"
)
NO_SUCH_STEP = StaffPhrase("no_such_step", "{事}没有第{数1}步，或者已经了了。看步骤回“步骤 {编号}”。")
CASE_STEP_WHY = StaffPhrase("case_step_why", "{事}第{数1}步要改、不做，得说一句为啥，本人要知道。")
CASE_OWNER_WHY = StaffPhrase("case_owner_why", "{事}有专班，换主办得说一句为啥：转 {编号} {人} 因为…。")
CASE_CLOSE_WHY = StaffPhrase("case_close_why", "{事}的专班为啥散？这样回：专班 {编号} 散 事办完了。")
