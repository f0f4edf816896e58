"""What reports say in a chat: the week's list and what was decided, the month, the quarter; and the village's note."""

from handlers.wording.forms import PublicPhrase, StaffPhrase

# the week's list, and what was decided --------------------------------------------------------------------------------

WEEK_HEAD = StaffPhrase(
    "week_head", "这周要一起看的事：{数1}件，上次定下还没办到的{数2}件。只列编号和卡在哪，不比谁多谁少。"
)
WEEK_MORE = StaffPhrase(
    "week_more", "还有{数1}件，镇办有全单子。定了就回：决定 编号 怎么办 哪天 谁，比如“决定 {编号} 换水泵 周五 王某”。"
)
WEEK_HOW = StaffPhrase("week_how", "定了就回：决定 编号 怎么办 哪天 谁，比如“决定 {编号} 换水泵 周五 王某”。")
DECIDE_HOW = StaffPhrase("decide_how", "{事}怎么定？一句话带上日子和人，比如：决定 {编号} 换水泵 周五 王某。")
DECIDE_WHOM = StaffPhrase(
    "decide_whom", "{事}交给谁办？名字没对上一个人，请写全名，比如：决定 {编号} 换水泵 周五 王某。"
)
DECIDE_NOT_YOURS = StaffPhrase(
    "decide_not_yours", "{编号}号要由镇社会事务办公室或包片领导来定。您有想法，回“备注 {编号}”加一句。"
)
DECIDE_WHICH = StaffPhrase("decide_which", "决定的是哪一件？带上编号、哪天、谁：决定 12 换水泵 周五 王建军。")
DECIDE_NOT_OPEN = StaffPhrase("decide_not_open", "{事}已经办完了，不用再定。")
DECIDE_PAST = StaffPhrase("decide_past", "{日期}已经过了，请换个日子，比如：决定 {编号} 换水泵 周五 王某。")
DECIDED_OK = StaffPhrase("decided_ok", "定下了：{事}，{人}{日期}前办，已告诉他。办到之前每周都列出来。")
PING_DECIDED = StaffPhrase(
    "ping_decided",
    "镇里定的：{事}，{地点}，请您{日期}前办：{原因}。办到了回“办到 {编号}”；有难处回“求助 {编号}”加一句。",
)
PING_DECIDED_DUE = StaffPhrase(
    "ping_decided_due", "提醒一句：{事}定的是{日期}前：{原因}。办到了回“办到 {编号}”；卡住了说一声，下周会上一起看。"
)
TASK_DONE_OK = StaffPhrase("task_done_ok", "好，{事}定的那件办到了，记下了。")
TASK_NONE = StaffPhrase("task_none", "您手上没有镇里定下、还没办到的事。")
TASK_WHICH = StaffPhrase("task_which", "您手上镇里定的有{数1}件：{几件}。哪件办到了？回“办到”加号，比如“办到 {编号}”。")

# the month and the quarter --------------------------------------------------------------------------------------------

REPORT_HEAD = StaffPhrase("report_head", "{清单}出来了，做表时候是{时刻}。每个数都有说法和编号，镇办可以打开看。")
REPORT_FOOT = StaffPhrase("report_foot", "只看事，不给人打分、排名，不算奖惩。对数字有不同看法，回话就行。")
HELPER_THANKS = StaffPhrase(
    "helper_thanks", "上个月您搭把手的事，有{数1}件群众说办好了。替大家谢谢您，辛苦！只跟您一个人说。"
)
MONTH_NOTE = PublicPhrase(
    "month_note", "上个月村里的事：新记{数1}件，办好{数2}件。邻里和家里的事一共{数3}件，不在群里细说。有事随时说。"
)
MONTH_NOTE_FEW = PublicPhrase(
    "month_note_few", "上个月村里的事：新记{数1}件，办好{数2}件。邻里和家里的事少于5件，不在群里细说。有事随时说。"
)

# objections to a comparison -------------------------------------------------------------------------------------------

QUARTER_VILLAGE = StaffPhrase(
    "quarter_village", "{村}上一季说到做到的情况，只跟您和镇里说。有不同看法，{日期}前回“异议”加编号加一句为啥。"
)
OBJECT_HOW = StaffPhrase(
    "object_how", "对哪件有不同看法、为啥？比如：异议 12 等的是供水公司。只对刚出的季报，{日期}前说。"
)
OBJECT_NOT_OPEN = StaffPhrase("object_not_open", "现在没有在征求看法的季报。季报出来后{天数}天内都可以说。")
OBJECT_NOT_YOURS = StaffPhrase("object_not_yours", "{编号}号不在您村的季报里，没法对它提。号码对不对？")
OBJECT_OK = StaffPhrase("object_ok", "记下了：对{编号}号有不同看法。镇社会事务办公室会答复，季报上会注明。")
OBJECT_ALREADY = StaffPhrase("object_already", "{编号}号已经提过了，{部门}。")
PING_OBJECTION = StaffPhrase(
    "ping_objection",
    "{村}对季报里的{编号}号有不同看法：{原因}。同意不算在他们村，回“采纳 {编号}”；不同意回“不采纳 {编号}”加一句。",
)
OBJECTION_GRANTED = StaffPhrase("objection_granted", "{编号}号的看法采纳了，季报重算，这件不算在您村，表上会注明。")
OBJECTION_REFUSED = StaffPhrase("objection_refused", "{编号}号的看法没采纳：{原因}。表上会注明您村的看法。")
OBJECTION_ANSWERED_OK = StaffPhrase("objection_answered_ok", "好，{编号}号答复了，{村}会知道，季报按这个重算。")
OBJECTION_WHICH = StaffPhrase("objection_which", "答复的是哪一件？带上编号：采纳 12，或者 不采纳 12 加一句为啥。")
OBJECTION_NONE = StaffPhrase("objection_none", "{编号}号没有在等答复的看法。")
OBJECTION_NOT_YOURS = StaffPhrase("objection_not_yours", "季报的看法由镇社会事务办公室答复。")
