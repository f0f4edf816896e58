"""Which handler a message goes to: filters in order, the first that all say yes wins."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

from handlers.turn import Turn

#: False or None: no; True: yes; a dict: yes, and its values become arguments of the handler
Filter = Callable[[Turn], bool | dict[str, Any] | None]
Handler = Callable[..., Awaitable[object]]
_Any = TypeVar("_Any", bound=Handler)


class Router:
    """The handlers of one file, in the order they stand there."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: list[tuple[tuple[Filter, ...], Handler]] = []

    def on(self, *filters: Filter) -> Callable[[_Any], _Any]:
        """Register a handler for messages that pass every filter."""

        def register(handler: _Any) -> _Any:
            self._entries.append((filters, handler))
            return handler

        return register

    def match(self, turn: Turn) -> tuple[Handler, dict[str, Any]] | None:
        """The first handler whose filters all pass, with the values they gave."""
        for filters, handler in self._entries:
            values: dict[str, Any] = {}
            for passes in filters:
                answer = passes(turn)
                if answer is None or answer is False:
                    break
                if isinstance(answer, dict):
                    values |= answer
            else:
                return handler, values
        return None


async def handle(routers: Iterable[Router], turn: Turn) -> str:
    """Give a message to the first handler that takes it; returns its name, or "nobody"."""
    for router in routers:
        found = router.match(turn)
        if found is not None:
            handler, values = found
            await handler(turn, **values)
            return f"{router.name}.{getattr(handler, '__name__', 'handler')}"
    return "nobody"
