"""联办, 督办, 上报: what is said where several work on one matter."""

from handlers.wording.forms import PrivatePhrase, StaffPhrase

# to whoever helps
HELPER_ASKED = StaffPhrase(
    "helper_asked",
    "{人}（{电话}）请您搭把手：{事}，{地点}。{原因}。{日期}前回话：好了回“好 {编号}”，不行“帮不了 {编号}”。",
)
HELPER_DUE = StaffPhrase(
    "helper_due",
    "提醒一句：{人}（{电话}）等您{事}的信，说好{日期}前。弄好回“好 {编号}”加一句，帮不了回“帮不了 {编号}”。",
)
HELPER_THANKED = StaffPhrase("helper_thanked", "好，{事}您那份记上了，{人}（{电话}）接着收尾，您不用再管。辛苦！")
HELPER_NOTED = StaffPhrase("helper_noted", "好，告诉{人}（{电话}）了。{事}您那份弄好了，回“好 {编号}”加一句。")
HELPER_LET_GO = StaffPhrase("helper_let_go", "好，{事}您不用管了，{人}那边也告诉了。")
HELPER_NO_LONGER = StaffPhrase("helper_no_longer", "{事}不用您搭手了，谢谢您。")
WHY_NOT_HELPING = StaffPhrase("why_not_helping", "{事}为啥帮不了？加一句话就行，比如：帮不了 {编号} 车坏了。")
NOT_HELPING = StaffPhrase("not_helping", "您眼下没有帮着办的事。回“看”，看看您手上的。")
# to whoever leads
HELPER_SENT_HOME = StaffPhrase("helper_sent_home", "好，{事}不用{部门}搭手了，也跟他说了。这件照旧归办的人。")
NOBODY_HELPS = StaffPhrase("nobody_helps", "{事}没有这个人在搭手。要叫人回“联 {编号}”加名字和要他干啥。")
WHICH_HELPER = StaffPhrase("which_helper", "{事}有{部门}在搭手，不用谁了？带上名字：联 {编号} 不用 {人}。")
HELPERS_CALLED = StaffPhrase("helpers_called", "好，{事}请了{部门}，说好{日期}前给{人}回话。本人那边也说了。")
HELPER_TO_BE_CALLED = StaffPhrase(
    "helper_to_be_called",
    "{事}记上{部门}一起办了，他收不到我的信，请打{电话}说一声。他办好了您回“联 {编号}”加他名字和结果。",
)
HELPER_WRITTEN_DOWN = StaffPhrase(
    "helper_written_down", "好，{人}那份记上了。{事}都齐了您回“好 {编号}”加结果，给本人交代。"
)
LEAD_OF_HELPERS = StaffPhrase("lead_of_helpers", "{事}{部门}来一起办，还是您牵头，{日期}前给本人回话。电话{电话}。")
HELPER_SAYS = StaffPhrase(
    "helper_says", "{人}（{电话}）说{事}他那份：{原因}。都齐了您回“好 {编号}”加结果，给本人交代。"
)
HELPER_AT_IT = StaffPhrase("helper_at_it", "{人}（{电话}）回话了，{事}他那份在弄了。")
HELPER_LEFT = StaffPhrase(
    "helper_left", "{人}帮不了{事}了：{原因}。换人回“联 {编号}”加名字，卡住了回“求助 {编号}”加一句话。"
)
HELPER_SILENT = StaffPhrase(
    "helper_silent", "{事}{人}那份还没回话，打{电话}问问？指望不上就回“联 {编号}”换个人。您这边还是{日期}前。"
)
WHOM_TO_CALL = StaffPhrase(
    "whom_to_call", "{事}要叫谁一起办？这样回：联 {编号} 供水站 请换阀门。名字写全，或者写供水站、调解员、书记、镇上。"
)
CANNOT_HELP = StaffPhrase("cannot_help", "{事}不好叫{人}，换个人。这样回：联 {编号} 名字。")
HELPS_ALREADY = StaffPhrase("helps_already", "{人}（{电话}）已经在帮着办{事}了。")
KEPT_AMONG_FEW = StaffPhrase("kept_among_few", "{事}知道的人越少越好，不叫别人一起办。拿不准，打{电话}问镇上。")
NOT_YOURS_TO_JOIN = StaffPhrase("not_yours_to_join", "{编号}号不归您叫人。要搭手，请办的人、网格长或镇上说一声。")
# 督, 上报
WATCHED = StaffPhrase("watched", "{事}{人}（{电话}）也一起看着：{原因}。缺人缺料您开口，日子不变，{日期}前给本人回话。")
WATCHED_OK = StaffPhrase("watched_ok", "好，{事}多一双眼看着了，{人}也知道了，看缺啥帮一把。不用盯了回“不督 {编号}”。")
WATCHED_NO_MORE = StaffPhrase("watched_no_more", "好，{事}照平常办，{人}也知道了。")
NOT_YOURS_TO_WATCH = StaffPhrase("not_yours_to_watch", "{编号}号不归您盯，请村里监督的人或镇上定。")
REPORTED_UP = StaffPhrase(
    "reported_up", "{人}（{电话}）把{事}报上来，{地点}：{原因}。村里能办的接着办，您看还要叫谁，回“联 {编号}”加名字。"
)
REPORTED_UP_OK = StaffPhrase(
    "reported_up_ok", "好，{事}报到{部门}了，{人}知道了。早说是好事，不算您误事；您这边接着办。"
)
REPORTED_TO_ALL = StaffPhrase("reported_to_all", "{事}报到{部门}了，一起想办法。您这边接着办，{日期}前给本人回话。")
UP_THERE_ALREADY = StaffPhrase("up_there_already", "{事}已经报到{部门}了，再往上没有了。打{电话}商量。")
UP_BY_OTHERS = StaffPhrase("up_by_others", "{事}已经报到{部门}了。再往上报，得镇上的人来报，打{电话}说一声。")
REPORT_WHY = StaffPhrase("report_why", "{事}为啥要往上报？这样回：上报 {编号} 缺挖机。")
# 直办
DONE_ON_THE_SPOT = StaffPhrase("done_on_the_spot", "好，{事}当场办了，记上了，我去问问本人行不行。辛苦了！")
WHAT_WAS_DONE = StaffPhrase("what_was_done", "{事}当场怎么办的？这样回：直办 {编号} 灯泡换了。")
NOT_YOURS_ON_THE_SPOT = StaffPhrase("not_yours_on_the_spot", "{编号}号不归您直办，请先跟办的人说一声。")
# 复杂的事: the leaders hear of it the same day
COMPLEX_TODAY = StaffPhrase(
    "complex_today",
    "新来一件不好办的：{事}，{地点}，{人}（{电话}）牵头。请{日期}下班前定个办法，要叫谁回“联 {编号}”加名字。",
)
COMPLEX_UNPLANNED = StaffPhrase(
    "complex_unplanned", "{事}今天该定个办法，还没见着。跟{人}（{电话}）说好第一步、叫谁，回“方案 {编号}”加一句话。"
)
PLAN_NOTED = StaffPhrase("plan_noted", "好，{事}的办法记下了，{人}和本人都告诉了。")
PLAN_FOR_OWNER = StaffPhrase(
    "plan_for_owner", "{事}定了办法：{原因}（{人}，{电话}）。您牵头照着办，{日期}前给本人回话。"
)
WHAT_PLAN = StaffPhrase("what_plan", "{事}打算怎么办？这样回：方案 {编号} 先请供水站查管，周五前换阀。")
NOT_YOURS_TO_PLAN = StaffPhrase("not_yours_to_plan", "{编号}号的办法由办的人、值班的或镇上定。")

# to the villager
HELPED = PrivatePhrase("helped", "{称呼}，{事}请了{部门}一起办，还是{人}（{电话}）{日期}前给您回话。")
UP_FOR_VILLAGER = PrivatePhrase(
    "up_for_villager", "{称呼}，{事}报到{部门}一起想办法了，还是{人}（{电话}）{日期}前给您回话。"
)
PLAN_TOLD = PrivatePhrase("plan_told", "{称呼}，{事}商量了个办法：{原因}。{人}（{电话}）照着办，{日期}前给您回话。")
# the date has gone by: it is not promised once more
HELPED_LATE = PrivatePhrase(
    "helped_late", "{称呼}，{事}比说好的晚了，对不住。又请了{部门}一起办，急的话打{电话}找{人}。"
)
UP_FOR_VILLAGER_LATE = PrivatePhrase(
    "up_for_villager_late", "{称呼}，{事}比说好的晚了，对不住。报到{部门}一起想办法了，急的话打{电话}找{人}。"
)
PLAN_TOLD_LATE = PrivatePhrase(
    "plan_told_late", "{称呼}，{事}比说好的晚了，对不住。商量了个办法：{原因}。急的话打{电话}找{人}。"
)
