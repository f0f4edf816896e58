"""Text as it was typed, in one width: what every reading of a short message begins with."""

import re
import unicodedata

_DECORATION = re.compile(r"[\s,，。.!！?？~～、;；:：“”\"'‘’「」『』]+")


#: full-width digits, letters, # and space; punctuation stays as people write it
_NARROW = {wide: unicodedata.normalize("NFKC", chr(wide)) for wide in (*range(0xFF10, 0xFF5B), 0xFF03, 0x3000)}
for _mark in "：；＜＝＞？＠［＼］＾＿｀":
    del _NARROW[ord(_mark)]


def plain(text: str) -> str:
    """Text with full-width digits, letters and spaces made narrow, and nothing at its ends."""
    return text.translate(_NARROW).strip()


def bare(text: str) -> str:
    """Plain text without spaces and punctuation."""
    return _DECORATION.sub("", plain(text))
