"""Changes that no test can notice, or need not: ``equivalents.txt``, each with its
reason. They are found again by what the code says, not by where it stands.

    @ path::function
    - what a statement says
    + what it would say
    = why that is as well
"""

from collections import defaultdict
from pathlib import Path

FILE = Path(__file__).with_suffix(".txt")


def read():
    """{(path, function): {(before, after): reason}}"""
    found, function, before, after = defaultdict(dict), (), "", ""
    for line in FILE.read_text("utf-8").splitlines():
        sign, words = line[:2], line[2:]
        if sign == "@ ":
            function = tuple(words.split("::"))
        elif sign == "- ":
            before = words
        elif sign == "+ ":
            after = words
        elif sign == "= ":
            found[function][before, after] = words
    return found


def holds(found, mutant):
    """Whether it is one of these."""
    of_function = found.get((mutant.path, mutant.function))
    return bool(of_function) and mutant.diff in of_function
