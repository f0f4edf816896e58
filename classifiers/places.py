"""Names of places, each standing for one code: the longest name in a text wins."""

from collections.abc import Mapping


class PlaceBook:
    """Name → code; digits and Chinese numerals count as the same (一组, 1组)."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = sorted(names.items(), key=lambda item: -len(item[0]))

    def find(self, text: str) -> list[str]:
        """Codes of the places named in a text, each once, in order of the longest name first."""
        found: list[str] = []
        for name, code in self._names:
            if name in text:
                text = text.replace(name, "　")
                if code not in found:
                    found.append(code)
        return found
