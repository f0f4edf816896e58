"""微心愿: small wishes on a list without a name; who takes one, brings it, and is thanked."""

from collections.abc import Sequence

from handlers.wording.forms import AT_MOST, PrivatePhrase, StaffPhrase, StaffText, cut

ACK_WISH = PrivatePhrase(
    "ack_wish", "{称呼}，您的小心愿记下了，编号{编号}。名字和住处不挂出去，有人认下就告诉您。想问打{电话}找{人}。"
)
WISH_WHAT = PrivatePhrase(
    "wish_what", "想要点啥、盼着啥？这样说一句就行：心愿 想要个收音机听戏。急事直接说，或者打{电话}。"
)
WISH_TAKEN = PrivatePhrase(
    "wish_taken", "{称呼}，您的心愿有人认下了，{人}（{电话}）跟您联系。不收您一分钱，谁要钱都别给。"
)
WISH_ON_LIST_AGAIN = PrivatePhrase(
    "wish_on_list_again", "{称呼}，您的心愿还挂着，换个人来办，有人认下就告诉您。想问打{电话}找{人}。"
)
PING_WISH = StaffPhrase(
    "ping_wish", "有个新心愿：{编号}号，{原因}，{村}，已经挂到心愿单上。您或谁愿意就回“认领 {编号}”，不算日子、不催。"
)
WISH_LIST = StaffPhrase("wish_list", "心愿单上{数1}个：{几件}。愿意就回“认领”加号，比如“认领 {编号}”。")
WISH_LIST_EMPTY = StaffPhrase("wish_list_empty", "心愿单上眼下没有等着的，谢谢您惦记。")
CLAIMED_OK = StaffPhrase(
    "claimed_ok", "谢谢您。{编号}号心愿（{原因}）归您，{日期}前办。上门要两个人：回“同去 {编号} 名字”，就告诉您住处。"
)
CLAIMED_ALREADY_YOURS = StaffPhrase(
    "claimed_already_yours", "{编号}号已经是您认的了。上门回“同去 {编号} 名字”，办不了回“放手 {编号}”。"
)
CLAIMED_BY_OTHERS = StaffPhrase("claimed_by_others", "{编号}号刚有人认下了，谢谢您。回“心愿”看看还有哪些。")
NOT_A_WISH = StaffPhrase("not_a_wish", "{编号}号不在心愿单上。回“心愿”看看有哪些。")
WHICH_WISH = StaffPhrase("which_wish", "哪个心愿？带上号回，比如“{哪样} 7”。回“心愿”看清单。")
NOT_YOUR_WISH = StaffPhrase("not_your_wish", "{编号}号不是您认的。回“心愿”看看还有哪些。")
OWN_WISH = StaffPhrase("own_wish", "{编号}号是您自己的心愿，等别人来认吧。")
GIVEN_BACK_OK = StaffPhrase("given_back_ok", "好，{编号}号放回心愿单了，不要紧，谢谢您惦记过。")
LEFT_THE_VISIT = StaffPhrase("left_the_visit", "好，{编号}号您不去了，{人}另找人同去。谢谢您。")
PARTNER_LEFT = StaffPhrase("partner_left", "{编号}号{人}去不成了。上门还要两个人：回“同去 {编号} 名字”另找一位。")
LEASE_OVER = StaffPhrase(
    "lease_over", "{编号}号心愿到日子了，先放回心愿单，别人也能认。不怪您，还想办就再回“认领 {编号}”。"
)
WITH_WHOM = StaffPhrase("with_whom", "{编号}号跟谁一起去？这样回：同去 {编号} 名字。要是在册的干部、网格员或帮手。")
NOT_WITH_HIM = StaffPhrase("not_with_him", "{编号}号不能跟{人}去，换一位在册的。这样回：同去 {编号} 名字。")
VISIT_TOGETHER = StaffPhrase(
    "visit_together", "{编号}号心愿（{原因}），请您和{人}（{电话}）一起上门。去不成回“放手 {编号}”。"
)
WHERE_TO = StaffPhrase("where_to", "{称呼}，{地点}。原话：“{原话}”。只给你们俩看，别往外说。")
WISH_NOT_YET = StaffPhrase("wish_not_yet", "{编号}号心愿（{原因}），{村}。住处要两个人去才给看：回“同去 {编号} 名字”。")
THANKED_TOO = StaffPhrase("thanked_too", "{编号}号心愿圆了，本人说行。谢谢您陪着去。")


def wish_list(rows: Sequence[tuple[int, str, str]]) -> StaffText:
    """Open wishes (number, kind, village): nothing by which a household could be known; as many as can be read."""
    if not rows:
        return WISH_LIST_EMPTY.say()
    text, shown = "", 0
    for number, kind, village in rows:
        more = f"{text}{'、' if text else ''}{number} {kind}({cut(village, AT_MOST['村'])})"
        if shown and len(more) > AT_MOST["几件"] - 8:
            break
        text, shown = more, shown + 1
    if shown < len(rows):
        text += f"，还有{len(rows) - shown}个"
    return WISH_LIST.say(数1=len(rows), 几件=text, 编号=rows[0][0])
