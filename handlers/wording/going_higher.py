"""What is said to somebody who wants to take his matter elsewhere: heard, and every way there is; never held back."""

from handlers.wording.forms import PrivatePhrase, StaffPhrase

HEARD_YOU = PrivatePhrase(
    "heard_you", "{称呼}，您心里急，我知道了。请{人}（{电话}）尽快给您打电话，把{事}办到哪了说清楚。"
)
ALL_WAYS = PrivatePhrase(
    "all_ways",
    "想走别的路都行，我们不拦：{热线}热线，免费问法律{法援}，法院，镇里县里的接待窗口。要人帮着写材料打{电话}。这边接着办。",
)
PING_CALL_HIM = StaffPhrase(
    "ping_call_him", "{事}本人等得心急，今天给他打个电话，办到哪了照实说。打过了回“说了 {编号}”。"
)
