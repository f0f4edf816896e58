"""What officials read about duty and leave."""

from handlers.wording.forms import StaffPhrase

ROSTER_TODAY = StaffPhrase("roster_today", "今天值班：{人}（{电话}）。{几天}")
ROSTER_NOBODY = StaffPhrase("roster_nobody", "今天还没排值班的人，急事打{电话}。{几天}")
ROSTER_ON = StaffPhrase("roster_on", "{日期}值班：{人}（{电话}）。")
ROSTER_NOBODY_THEN = StaffPhrase("roster_nobody_then", "{日期}还没排值班的人，急事打{电话}。")
ROSTER_DAYS = StaffPhrase("roster_days", "值班：{几天}。急事打{电话}。")
ROSTER_YOURS = StaffPhrase("roster_yours", "往后您值班的日子：{几天}。想跟人换，回“换班 日子 名字”。")
ROSTER_NONE_OF_YOURS = StaffPhrase("roster_none_of_yours", "值班表上往后还没有您。拿不准打{电话}问镇上。")
ROSTER_WHICH_DAY = StaffPhrase(
    "roster_which_day", "没听准是哪天。这样回：值班 周五，值班 周末；光回“值班”看今天和往后几天。"
)
SWAP_HOW = StaffPhrase(
    "swap_how", "哪天的班、跟谁换？这样回：换班 周五 名字。要换他的一天，再加一个日子：换班 周五 名字 周日。"
)
SWAP_NOT_YOURS = StaffPhrase("swap_not_yours", "{日期}值班表上不是您。回“值班”，看看您哪天值班。")
SWAP_NOT_HIS = StaffPhrase("swap_not_his", "{日期}值班表上不是{人}，换个日子再说。")
SWAP_CANNOT = StaffPhrase("swap_cannot", "{日期}{人}换不了：不在岗、收不到信，或者那天本来就是他。换个人再说。")
SWAP_ASKED = StaffPhrase("swap_asked", "好，去问{人}了。没答应之前，{日期}的班还是您的。")
SWAP_ASK = StaffPhrase("swap_ask", "{人}（{电话}）想请您替他值{日期}的班。行就回“同意”，不行回“不同意”。")
SWAP_ASK_BACK = StaffPhrase(
    "swap_ask_back", "{人}（{电话}）想跟您换班：您值{日期}，他值{原日}。行就回“同意”，不行回“不同意”。"
)
SWAP_DONE = StaffPhrase("swap_done", "好，{日期}的班归您了，{人}和镇上都告诉了。")
SWAP_AGREED = StaffPhrase("swap_agreed", "{人}答应了，{日期}的班由{人}值，镇上也告诉了。")
SWAP_REFUSED = StaffPhrase("swap_refused", "{人}那天不方便，{日期}的班还是您的。再问问别人：换班 日子 名字。")
SWAP_REFUSED_OK = StaffPhrase("swap_refused_ok", "好，不换，{人}那边告诉了。")
SWAP_TOO_LATE = StaffPhrase("swap_too_late", "这个班已经过了，或者值班表改过了，换不成了。回“值班”看看现在的。")
SWAP_NOTED = StaffPhrase("swap_noted", "知会您一声：{日期}的班由{部门}换成{人}（{电话}）。")
LEAVE_HOW = StaffPhrase("leave_how", "哪天到哪天、谁代您？这样回：请假 25号到30号 名字代。不写名字，就由上面的人代。")
LEAVE_BACKWARDS = StaffPhrase(
    "leave_backwards", "先没记。您说的是{日期}到{原日}吗？是就写上月份再回一遍：{几天}。写反了就改一下日子。"
)
LEAVE_WHO = StaffPhrase("leave_who", "没认出代您的是谁，名字写全再说一遍，比如：请假 25号到30号 名字代。")
LEAVE_CANNOT = StaffPhrase("leave_cannot", "{人}代不了：收不到信，或者那几天也不在、绕回您这儿了。换个人再说。")
LEAVE_NOBODY = StaffPhrase("leave_nobody", "没找到能代您的人，请写上名字，或者打{电话}跟镇上说。")
LEAVE_OK = StaffPhrase("leave_ok", "好，{日期}到{原日}由{人}（{电话}）代您，到时候事转过去。提前回来，回“销假”。")
LEAVE_SHIFT = StaffPhrase("leave_shift", "这几天有您值的班（{日期}），也由{人}代。想换给别人，回“换班 日子 名字”。")
LEAVE_DEPUTY = StaffPhrase(
    "leave_deputy", "{部门}（{电话}）请您代几天：{日期}到{原日}。有新的事会直接告诉您。不方便就打电话说一声。"
)
LEAVE_NOTED = StaffPhrase(
    "leave_noted", "知会您一声：{部门}{日期}到{原日}不在，由{人}（{电话}）代。觉得不合适，请打个电话。"
)
BACK_OK = StaffPhrase("back_ok", "好，回来了就好。从今天起新的事还找您，已经转出去的由{人}办完。")
BACK_NOTHING = StaffPhrase("back_nothing", "您没有请着的假，新的事一直找您。")
BACK_NOTED = StaffPhrase("back_noted", "知会您一声：{人}回来了，从今天起新的事还找{人}。")
