"""`wishes:` in config.yaml."""

from pydantic import BaseModel

from handlers.deadlines import Span


class WishPolicy(BaseModel, frozen=True, extra="forbid"):
    """`wishes:` in config.yaml."""

    #: how long a wish is somebody's before it goes back to the list
    lease: Span = Span(days=14)
