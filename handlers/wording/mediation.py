"""What is said about sitting down together: plain, free of blame, and nobody has to."""

from handlers.wording.forms import PrivatePhrase, StaffPhrase

MEDIATE_HOW = StaffPhrase(
    "mediate_how",
    "这样回：定日子“调解 {编号} 周五”，没成“调解 {编号} 不成 原因”，成了“… 成 结果”，不愿“… 不愿”。",
)
MEDIATE_HEAR_FIRST = StaffPhrase(
    "mediate_hear_first",
    "{事}先分开听。{清单}还没单独听过；听过回“说了 {编号}”，听过对方回“说了 {编号} 对方”，再定日子。",
)
MEDIATE_NOT_HOME = StaffPhrase(
    "mediate_not_home", "{事}不好坐下来调。家里动手的事先保人，按本人的意思办，急的打{报警}，也可找{妇联}。"
)
MEDIATE_NOT_THIS = StaffPhrase("mediate_not_this", "{事}不是两家或家里的事，用不着调解。办好了回“好”加一句结果。")
MEDIATE_NO_MORE = StaffPhrase(
    "mediate_no_more", "{事}有一方不愿调解，就不再调了。别的路已经告诉本人，您还可以帮着指路。"
)
MEDIATE_NOT_A_CHILD = StaffPhrase(
    "mediate_not_a_child", "{事}是孩子说的，不能让孩子当一方。先找信得过的大人，或管孩子事的干部，再定怎么办。"
)
MEDIATE_NOT_THEM = StaffPhrase("mediate_not_them", "{事}{人}不能来调：是当事人、有亲，或不在调解员里。换个人再说。")
MEDIATE_NO_ROUND = StaffPhrase("mediate_no_round", "{事}还没定过日子坐下来。先定：调解 {编号} 周五。")
MEDIATE_PLANNED = StaffPhrase(
    "mediate_planned", "好，{事}{日期}第{数1}次坐下来，{人}主持，本人告诉了。对方请您去请。谈成没谈成，回一句。"
)
MEDIATE_FAILED = StaffPhrase(
    "mediate_failed", "好，{事}第{数1}次没谈拢，记下了。不怪您。换个人再调，回“调解 {编号} 周五 名字”。"
)
# climbing is proposed, not done
MEDIATE_CLIMB = StaffPhrase(
    "mediate_climb", "好，{事}谈了{数1}次没谈拢，记下了。该请上面一起了：回“求助 {编号}”，就请{人}来。"
)
MEDIATE_AGREED = StaffPhrase("mediate_agreed", "好，{事}谈成了，记下了，我去给本人说，问问行不行。以后隔些天再问问。")
HEARD_OTHER = StaffPhrase("heard_other", "好，{事}对方也单独听过了。两边都听过，可以定日子：调解 {编号} 周五。")
HEARD_OTHER_ONLY = StaffPhrase("heard_other_only", "好，{事}对方听过了。本人还没听，听过回“说了 {编号}”。")
PING_MEDIATOR = StaffPhrase(
    "ping_mediator", "请您{日期}帮着调一件：{事}，{地点}。{人}（{电话}）在办，先跟他问问。有亲有故就说一声，换人。"
)
PING_MEDIATION_DAY = StaffPhrase(
    "ping_mediation_day", "{事}今天坐下来谈。谈成回“调解 {编号} 成 结果”，没成回“调解 {编号} 不成 原因”。"
)
PING_UNWILLING = StaffPhrase("ping_unwilling", "{事}本人不愿调解，就不再调了，别的路告诉他了。您不用再约。")
ADVISER_NONE = StaffPhrase("adviser_none", "没有能帮这件的法律顾问。本人可以打{法援}问，不要钱。")
ADVISER_ASKED = StaffPhrase("adviser_asked", "好，去问本人愿不愿意请{人}帮着看。本人点头了才告诉他。")
ADVISER_ASK_HIM = StaffPhrase(
    "adviser_ask_him",
    "本人没有账号，请当面问要不要请{人}帮着看，不要钱。愿意回“法律顾问 {编号} 愿意”，不愿回“法律顾问 {编号} 不愿”。",
)
ADVISER_NOT_ASKED = StaffPhrase("adviser_not_asked", "{事}眼下没有等本人回话的。要请法律顾问，回“法律顾问 {编号}”。")
ADVISER_HE_ANSWERS = StaffPhrase("adviser_he_answers", "{事}本人自己有账号，等他自己回一句，别人不替他定。")
ADVISER_REFUSED = StaffPhrase("adviser_refused", "{事}本人不请法律顾问，就不请了。")
ADVISER_COMES = StaffPhrase("adviser_comes", "{事}本人愿意请{人}（{电话}）帮着看，已经告诉他了。")
PING_ADVISER = StaffPhrase(
    "ping_adviser", "想请您帮着看一件：{事}，{地点}。本人愿意。{人}（{电话}）在办，先跟他问问，本人的话由他转。"
)
PING_ADVISER_STOPPED = StaffPhrase("ping_adviser_stopped", "{事}本人不用法律顾问了，谢谢您，不用再跟了。")

MEDIATION_PLANNED = PrivatePhrase(
    "mediation_planned", "{称呼}，想{日期}请两边坐下来说说，{人}（{电话}）主持，不收钱。不愿意就回“不愿调解”，没关系。"
)
MEDIATION_AGREED = PrivatePhrase(
    "mediation_agreed", "{称呼}，两边说好了：{结果}。是这样回1，有出入回2，没说好回3。想问打{电话}。"
)
MEDIATION_OTHER_WAYS = PrivatePhrase(
    "mediation_other_ways",
    "{称呼}，这件事不调也有别的路：可以去法院，问法律打{法援}，不要钱；也可打{热线}。想问打{电话}找{人}，走哪条都行。",
)
MEDIATION_OTHER_WAYS_LAND = PrivatePhrase(
    "mediation_other_ways_land",
    "{称呼}，争地的事不调也有别的路：可请镇政府定，不服30天内去法院；问法律打{法援}。定下前地先别动。想问打{电话}找{人}。",
)
ASK_ADVISER = PrivatePhrase("ask_adviser", "{称呼}，要不要请法律顾问{人}帮着看看？不收钱。愿意回1，不愿意回2，都行。")
ADVISER_YES = PrivatePhrase("adviser_yes", "好，请{人}（{电话}）帮着看。啥时候不想让他看了，回“不用律师”就行。")
ADVISER_NO = PrivatePhrase("adviser_no", "好，不请。以后想请，给{人}（{电话}）说一声就行。")
ADVISER_STOPPED = PrivatePhrase("adviser_stopped", "好，不让律师看了，也告诉他了。事照样给您办，想问打{电话}找{人}。")
