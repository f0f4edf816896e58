"""What is said to whoever complains of an official's conduct. Never in a group: the one it is about reads it too."""

from handlers.wording.forms import PrivatePhrase

# an official who hits somebody: the number first, then that he will not hear of it
DANGER_BY_OFFICIAL = PrivatePhrase(
    "danger_by_official",
    "先打{报警}！人先躲开，有人伤了打{急救}。这事不转给他本人，已告诉{人}（{电话}），镇上值班的也知道。他的做法也可打12388。",
)
