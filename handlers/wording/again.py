"""What was mended and has broken again."""

from handlers.wording.forms import PrivatePhrase

ASK_AGAIN = PrivatePhrase(
    "ask_again",
    "是不是上回{事}（编号{编号}）又坏了？是就回1，接着找{人}（{电话}）。是别处的，说一句在哪儿、啥事，另给您记。",
)
