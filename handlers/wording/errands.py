"""代办: an errand done for somebody: what was handed over for it, and that it came back."""

from handlers.wording.forms import PrivatePhrase, StaffPhrase

IS_AN_ERRAND = StaffPhrase(
    "is_an_errand", "{事}要替他跑。拿了证件回“收 {编号} 身份证 本人同意”，还了回“还 {编号}”。银行卡、密码、钱一概不拿。"
)
ERRAND_OK = StaffPhrase(
    "errand_ok", "好，{事}记成代办。拿了证件回“收 {编号} 身份证 本人同意”，还了回“还 {编号}”。银行卡、密码、钱不拿。"
)
TAKE_WHAT = StaffPhrase("take_what", "{事}拿了啥？这样回：收 {编号} 身份证 户口本 本人同意。能拿的：{清单}等。")
TAKE_WITH_CONSENT = StaffPhrase(
    "take_with_consent", "{事}先问本人：同意交给您去办吗？同意了这样回：收 {编号} {原因} 本人同意。"
)
TAKEN_OK = StaffPhrase("taken_ok", "好，{事}记下您拿了{原因}，本人会收到条子。办完就还，还了回“还 {编号}”。")
HELD_ALREADY = StaffPhrase("held_already", "{事}的{原因}您已经拿着了，不用再记。还了回“还 {编号}”。")
NEVER_TAKE = StaffPhrase(
    "never_take", "银行卡、存折、密码、验证码和钱，谁的都不拿、不问、不记，请马上还给本人。要用卡，请本人一起去。"
)
GIVEN_BACK = StaffPhrase("given_back", "好，{事}的{原因}记下还了，告诉本人了。辛苦！")
NOTHING_HELD = StaffPhrase("nothing_held", "{事}您手上没有拿着的东西。")
STILL_HELD = StaffPhrase("still_held", "{事}您还拿着{原因}。办完了就送回去，还了回“还 {编号}”。")
NOT_GIVEN = StaffPhrase("not_given", "{编号}号：本人说没把{原因}交给{人}。请您去问一句，弄明白。")
RECEIPT = PrivatePhrase(
    "receipt",
    "{称呼}，给您打个条：{日期}{人}（{电话}）拿了您的{原因}。没给过回“没给 {编号}”。密码、卡和钱谁要都别给。",
)
RETURNED_TO_YOU = PrivatePhrase(
    "returned_to_you", "{称呼}，{人}说把{原因}还给您了。没收到就回“没还 {编号}”，或者打{电话}。"
)
DISPUTED = PrivatePhrase("disputed", "知道了，这就让别人去问，东西要给您弄明白。急的话打{电话}。")
