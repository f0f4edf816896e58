"""说事码 and the page of one's own matter: what is said about them."""

from handlers.wording.forms import PrivatePhrase

CODE_TAKEN_DOWN = PrivatePhrase(
    "code_taken_down", "这张码已经换新的了，不要紧，事照样给您记。您是哪个村的、啥事？也可以打{电话}。"
)
