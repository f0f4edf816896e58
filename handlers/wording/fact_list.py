"""问啥: what is still to be found out, said to whoever goes there."""

from handlers.wording.forms import StaffPhrase

ASK_ABOUT = StaffPhrase("ask_about", "{事}见面问清：{几件}。问到了回“备注 {编号}”加一句，本人说过的不用再问。")
LOOK_AT = StaffPhrase("look_at", "{事}这类事还要看：{几件}。")
ALL_KNOWN = StaffPhrase("all_known", "{事}该问的本人都说了，直接办。回“看 {编号}”看原话。")
SAME_PLACE = StaffPhrase("same_place", "{事}这一处三十天第{数1}回了（{几件}），看咋根治。缺人回“求助 {编号}”。")
