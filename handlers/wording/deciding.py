"""What those hear who want to decide what is no longer, or not at all, theirs to decide."""

from handlers.wording.forms import StaffPhrase

DECIDE_ENDED = StaffPhrase("decide_ended", "{事}已经了结，不用再定了。想看回“看 {编号}”。")
DECIDE_ENDED_REOPEN = StaffPhrase(
    "decide_ended_reopen", "{事}已经了结，不用再定了。没办好要重办，回“重办 {编号}”加一句原因。"
)
NOTHING_ASKED = StaffPhrase("nothing_asked", "{事}眼下没人要延、也没人要退，不用定。想看回“看 {编号}”。")
