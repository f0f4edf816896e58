"""绑定: an official makes a chat account his own by a code from the office."""

from handlers.wording.forms import PrivatePhrase, StaffPhrase

BOUND = StaffPhrase("bound", "{人}，绑好了，以后您的事在这里说。回“看”，看看您手上的。换手机了再向镇上要个码。")
BOUND_ALREADY = StaffPhrase("bound_already", "{人}，这里本来就是您的，不用再绑。回“看”，看看您手上的。")
BOUND_ELSEWHERE = StaffPhrase(
    "bound_elsewhere", "{人}的说事账号刚换到另一个微信了，这里往后收不到。不是本人换的，马上打{电话}告诉镇上。"
)
BIND_WRONG = PrivatePhrase("bind_wrong", "这个码不对，或者过期、用过了。请向镇上再要一个，电话{电话}。")
BIND_TOO_OFTEN = PrivatePhrase("bind_too_often", "试得太多了，明天再试，或者打{电话}请镇上帮忙。")
BIND_TAKEN = PrivatePhrase("bind_taken", "这个微信已经是{人}的，绑不了别人。要换的话，请打{电话}找镇上。")
