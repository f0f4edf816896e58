"""接访, 下访, 约访, 包案, 积案, 联席: what is said where leaders meet people and take matters on themselves."""

from handlers.wording.forms import PrivatePhrase, StaffPhrase

# to the villager
APPOINTED = PrivatePhrase(
    "appointed", "{称呼}，{人}（{电话}）想{日期}当面听您说说{事}，去您那儿或您过来都行。不方便就回一句，另约。"
)
LED_BY = PrivatePhrase("led_by", "{称呼}，{事}由镇上{人}（{电话}）亲自盯着办，平常还是原来的人跟您联系。")
# to the official
MET_OK = StaffPhrase("met_ok", "好，{事}见面记上了（{数1}人）。谈到的事回“备注 {编号}”加一句。")
MET_NOT_YOURS = StaffPhrase("met_not_yours", "{编号}号不归您记。当面听到的新事，回“代报”加他说的话。")
APPOINT_WHEN = StaffPhrase("appoint_when", "{事}约在哪天？这样回：约访 {编号} 周五。日子得是往后三十天里的。")
APPOINT_OK = StaffPhrase(
    "appoint_ok", "好，{事}约在{日期}，本人那边说了，当天早上提醒您。见过了回“接访 {编号}”或“下访 {编号}”。"
)
PING_APPOINTMENT = StaffPhrase(
    "ping_appointment", "今天约好了当面说{事}，{地点}。见过了回“接访 {编号}”或“下访 {编号}”。"
)
LEAD_OK = StaffPhrase("lead_ok", "好，{事}由您盯着，办的人还是{人}（{电话}），日子不变，本人和他都知道了。")
LEAD_NOT_YOURS = StaffPhrase(
    "lead_not_yours", "{编号}号要由包片领导或值班领导来包。成立专班回“专班 {编号} 牵头某某 副手某某”。"
)
PING_LED = StaffPhrase("ping_led", "{事}镇上{人}（{电话}）包着，缺啥找他。还是您办，日子不变。")
OLD_ONES_NONE = StaffPhrase("old_ones_none", "没有拖过六十天还没办完的事。")
OLD_ONES = StaffPhrase("old_ones", "拖过六十天的有{数1}件，还没有领导包的{数2}件。包一件回“包案”加编号。")
JOINT_NONE = StaffPhrase("joint_none", "眼下没有几家一起办的事。")
JOINT_HEAD = StaffPhrase(
    "joint_head", "几家一起办、还没办完的{数1}件，一件一件过：谁牵头、各家到哪步、哪天。定了回“决定”加编号。"
)
LISTS_NOT_YOURS = StaffPhrase("lists_not_yours", "这张单子是镇办公室和领导看的。您手上的，回“看”。")
