"""Screens, messages and translations use the words of ``docs/glossary.md``, and every
message of Python and every label of a view is there to be translated."""

import ast
import re
from pathlib import Path

import polib
import pytest
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ("connector_base", "twinfield_connector", "exact_connector")
LANGUAGES = ("nl", "fr", "de")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()
SHOWN = ("string", "help", "placeholder", "confirm", "title", "sum")


def rows(text):
    """The cells of each row of the tables in ``text``, but their heads."""
    for line in text.splitlines():
        if line.startswith("|") and not line.startswith("|---"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def glossary():
    """({English term: {language: its forms}}, [(language, a word not to use)])"""
    terms, _head, never = GLOSSARY.partition("## Words that are not used")
    used = {
        term: dict(zip(LANGUAGES, (forms(cell) for cell in cells[:3]), strict=True))
        for term, *cells in list(rows(terms))[1:]
    }
    return used, [(language, word) for language, word, _but in list(rows(never))[1:]]


def forms(cell):
    return [form.strip() for form in cell.split(",")]


def says(text, form):
    """Whether the word, or one that begins with ``form-``, stands in ``text``; with
    the ending of a plural or a case."""
    if form.endswith("-"):
        return re.search(rf"\b{re.escape(form[:-1])}", text, re.I)
    return re.search(rf"\b{re.escape(form)}(s|n|e|en|es|r|er)?\b", text, re.I)


def plain(text):
    """Without placeholders and markup, whose names are no words."""
    return re.sub(r"%\(\w+\)s|\{\w+\}|</?\w[^>]*>", " ", text)


def catalogues(language):
    for addon in ADDONS:
        for entry in polib.pofile(str(ROOT / addon / "i18n" / f"{language}.po")):
            if not entry.obsolete:
                yield addon, entry


def templates():
    return {
        addon: {
            entry.msgid
            for entry in polib.pofile(str(ROOT / addon / "i18n" / f"{addon}.pot"))
        }
        for addon in ADDONS
    }


def sources(addon, pattern):
    for path in sorted((ROOT / addon).rglob(pattern)):
        if not {"tests", "static", "migrations"} & {*path.parts}:
            yield path


def labels_of_views(addon):
    """(file, what its views and menus show)"""
    for path in sources(addon, "*.xml"):
        for node in etree.parse(path).iter():
            for name in SHOWN:
                if node.get(name):
                    yield path, node.get(name)
            is_named = node.tag == "menuitem" or (node.tag == "t" and node.get("help"))
            if is_named and node.get("name"):
                yield path, node.get("name")


def messages(addon):
    """(file, what Python says to people)"""
    for path in sources(addon, "*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                for text in spoken(node):
                    yield path, text


def spoken(call):
    """The texts of a translated call, or of a field."""
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else ""
    if (name or getattr(function, "id", "")) in ("_", "_lt"):
        values = call.args[:1]
    elif name and getattr(function.value, "id", "") == "fields":
        values = [one.value for one in call.keywords if one.arg in ("string", "help")]
    else:
        values = []
    for value in values:
        if isinstance(value, ast.Constant) and value.value:
            yield value.value


USED, NEVER = glossary()


@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_are_translated_by_the_words_of_the_glossary(language):
    wrong = [
        f"{term}: {entry.msgid[:70]!r} is {entry.msgstr[:90]!r}"
        for _addon, entry in catalogues(language)
        for term, words in USED.items()
        if says(plain(entry.msgid), term)
        and not any(says(plain(entry.msgstr), word) for word in words[language])
    ]
    assert not wrong, "\n".join(wrong)


def test_words_that_mislead_are_not_used():
    said = [("en", text) for texts in templates().values() for text in texts]
    said += [
        ("en", text)
        for addon in ADDONS
        for found in (messages, labels_of_views)
        for _path, text in found(addon)
    ]
    said += [
        (language, entry.msgstr)
        for language in LANGUAGES
        for _addon, entry in catalogues(language)
    ]
    wrong = [
        f"{language}: {word} in {text[:90]!r}"
        for language, text in said
        for of, word in NEVER
        if of == language
        and re.search(rf"\b{re.escape(word)}\b", plain(text), re.IGNORECASE)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("addon", ADDONS)
def test_what_is_said_can_be_translated(addon):
    """A word that was changed in the source and not in the catalogue would stand in
    English on everybody's screen."""
    known = templates()[addon]
    said = [*messages(addon), *labels_of_views(addon)]
    assert len(said) > 10
    missing = {
        f"{path.relative_to(ROOT)}: {text[:80]!r}"
        for path, text in said
        if text not in known
    }
    assert missing == set()


def test_glossary_is_complete():
    assert len(USED) > 20
    assert all(all(words.values()) for words in USED.values())


# What stands where there are always several.
SEVERAL = ("%s partners may be meant", "Master data is being fetched: ")
# What follows a number of a view and fits one too; the dialog counts from two.
COUNTED = {"", "×", ", causes:", "refused", "being looked up", "changed since export"}
COUNTED |= {"not final yet", "invoices, each by its own rules."}


def test_no_number_is_glued_to_a_plural():
    """Not "1 invoices": the number stands after its word, or the view has one text for
    one and another for more."""
    number = r"%(?:\((?:count|all|total|done|left|waiting|connections)\))?s"
    said = [text for addon in ADDONS for _path, text in messages(addon)]
    glued = [text for text in said if re.search(rf"{number} (?:\w+ )?\w+s\b", text)]
    assert [text for text in glued if not text.startswith(SEVERAL)] == []
    for addon in ADDONS:
        for path in sources(addon, "*.xml"):
            for field in etree.parse(path).iter("field"):
                if re.search(r"(^|_)count$", field.get("name") or ""):
                    tail = " ".join((field.tail or "").split())
                    assert tail in COUNTED, f"{path.name}: {field.get('name')} {tail}"
