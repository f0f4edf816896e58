"""改 and 备注: what an official hears, and what the villager hears when his date has changed by it."""

from handlers.wording.forms import PrivatePhrase, StaffPhrase

CORRECT_HOW = StaffPhrase(
    "correct_how",
    "{编号}号改成啥？回：改 {编号} 户里事，或改 {编号} 供水，地方错了写地方。说的是干部的事，回“改 {编号} 干部的事”。",
)
CORRECT_WHICH_TOPIC = StaffPhrase("correct_which_topic", "{编号}号只能改成一样。这样回：改 {编号} 供水。")
CORRECT_SAME = StaffPhrase("correct_same", "{事}本来就是这样记的，不用改。")
CORRECT_NOT_YOURS = StaffPhrase("correct_not_yours", "{编号}号不归您改，请办的人、网格长或镇上改。")
CORRECT_FIRST_GO_ON = StaffPhrase("correct_first_go_on", "{事}还停着，先回“继续 {编号}”再改。")
CORRECTED_OK = StaffPhrase("corrected_ok", "好，改成{事}了，还是{人}（{电话}）办，{日期}前给回话。")
CORRECTED_PLACE = StaffPhrase("corrected_place", "好，{事}的地方改成{地点}，{人}（{电话}）办，{日期}前给回话。")
CORRECT_OTHER_VILLAGE = StaffPhrase("correct_other_village", "{编号}号要给{村}，请回“转 {编号}”加那边人的名字。")
CORRECTED_HANDED_OVER = StaffPhrase(
    "corrected_handed_over", "好，改成{事}了，归{人}（{电话}）办，{日期}前给回话。本人也告诉了。"
)
# said to whoever corrects a complaint: neither what it is now nor whose
CORRECTED_APART = StaffPhrase("corrected_apart", "好，{编号}号另有人看，您不用管了。")
CORRECTED_DATE = PrivatePhrase(
    "corrected_date", "{称呼}，您说的事重新归了类，{人}（{电话}）在办，改成{日期}前给您回话。想问打这个电话。"
)

REMARK_HOW = StaffPhrase("remark_how", "{编号}号备注啥？这样回：备注 {编号} 约了周五上门。")
REMARKED_OK = StaffPhrase("remarked_ok", "好，记在{事}上了，办的人和上面能看到，本人和群里看不到。")
REMARK_NOT_YOURS = StaffPhrase("remark_not_yours", "{编号}号不归您备注。有话打电话给办的人说一声。")
REMARKS = StaffPhrase("remarks", "备注：{原话}")

# 看 of those who lend a hand; 接 and 让
HELPS_WITH = StaffPhrase("helps_with", "请您搭把手的{数1}件：{几件}。细看回“看”加号，话说到了回“说了”加号。")
OFFERED_OK = StaffPhrase("offered_ok", "好，问{人}（{电话}）了，他点头就归您办。没点头前还是他办。")
PING_OFFER = StaffPhrase("ping_offer", "{人}（{电话}）愿意接手{事}。让他办就回“让 {编号}”，自己办不用回。")
NO_OFFER = StaffPhrase("no_offer", "{编号}号还没人说要接手。想给谁，回“转 {编号} 名字”。")
GIVEN_OK = StaffPhrase("given_ok", "好，{事}给{人}（{电话}）了，本人也告诉了。辛苦！")
TAKEN_OVER_OK = StaffPhrase("taken_over_ok", "好，{事}归您办了，{日期}前给回话。办好回“好 {编号}”加一句结果。")
ELSEWHERE = StaffPhrase("elsewhere", "{人}是{村}的，{事}在{地点}。真要给，回“是”；不是就照着回“转 {编号} 名字”。")
# 说了 of somebody whom 求助 called
CALL_ANSWERED = StaffPhrase("call_answered", "{人}（{电话}）回话了，{事}：{原因}。还是您接着办，有啥再商量。")
CALL_ANSWERED_OK = StaffPhrase("call_answered_ok", "好，告诉{人}（{电话}）了。要您接过来办，回“接 {编号}”。")
