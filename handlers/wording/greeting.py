"""What is said to somebody who only says hello."""

from handlers.wording.forms import PrivatePhrase

GREETING = PrivatePhrase(
    "greeting",
    "您好，我在。这里是{村}说事台，有事直接说，一句话就行：在哪儿、啥事。想找人说就打{电话}。有危险先打110、119、120。",
)
ABOUT_US = PrivatePhrase(
    "about_us", "这里是{村}说事台，机器帮着记。您说在哪儿、啥事，我记下交给人办，定好日子给您回话。想找人说就打{电话}。"
)
