"""Codes and patterns: the masks of dimension types, and what a search looks for."""

import fnmatch
import re

# Masks: the forms seen are those of Basic's Like operator (grammar inferred).


def mask_parts(mask):
    """[(kind, characters)]: ``[a-b]`` and ``#`` are sets, ``?`` any, ``*`` any run."""
    parts = []
    for token in re.findall(r"\[[^\]]*\]|.", mask):
        if token == "#":
            parts.append(("set", "0123456789"))
        elif token in ("*", "?"):
            parts.append((token, ""))
        elif token.startswith("["):
            parts.append(("set", _range(token[1:-1])))
        else:
            parts.append(("set", token))
    return parts


def _range(text):
    if len(text) == 3 and text[1] == "-":
        return "".join(chr(c) for c in range(ord(text[0]), ord(text[2]) + 1))
    return text


def like(code, mask):
    expression = ""
    for kind, characters in mask_parts(mask):
        if kind == "set":
            expression += f"[{re.escape(characters)}]"
        else:
            expression += ".*" if kind == "*" else "."
    return re.fullmatch(expression, code) is not None


def enumerate_mask(mask):
    """All codes of a mask in order; None where there is no end of them."""
    parts = mask_parts(mask)
    if not parts or any(kind != "set" for kind, _characters in parts):
        return None

    def codes(index):
        if index == len(parts):
            yield ""
            return
        for character in parts[index][1]:
            for rest in codes(index + 1):
                yield character + rest

    return codes(0)


def matches_pattern(text, pattern):
    """Finder patterns: ``*`` and ``?``, case does not matter."""
    return fnmatch.fnmatchcase((text or "").lower(), (pattern or "*").lower())
