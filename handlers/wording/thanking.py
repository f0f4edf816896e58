"""可以谢: thanks that a helper has agreed to."""

from handlers.wording.forms import PublicPhrase, StaffPhrase

THANKS_IN_GROUP = PublicPhrase("thanks_in_group", "上个月{人}帮着搭手办了大家的事，替乡亲们谢一声，辛苦了。")
THANKED_OK = StaffPhrase("thanked_ok", "好，村群里替大家谢您一声，不说办了几件。")
THANKED_BEFORE = StaffPhrase("thanked_before", "上个月的已经在群里谢过了。")
NOTHING_TO_THANK = StaffPhrase("nothing_to_thank", "眼下没有要在群里谢的。搭手办的事群众说好了，下个月头上告诉您。")
