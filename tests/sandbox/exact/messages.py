"""What Exact says when it refuses. Business refusals come with HTTP 500 [I]; the words
are in ``words.py``.

Tags here and in the other files: A vendor's page, B recorded answer, C client that runs
live, I issue thread, inf inferred, ? open."""

from .words import FIELDS, LANGUAGES, TEXTS

# Those of the framework, in English only
STREAM = (
    "Error processing request stream. The request should be a valid top-level "
    "resource object."
)
BINDING = (
    "Error processing request stream. Binding to new entities is not allowed in an "
    "update."
)
SYNTAX = "Bad Request - Error in query syntax."
SELECT = "Please add a $select or a $top=1 statement to the query string."
SYNC_FILTER = "This $filter parameter is not supported for this resource"
BULK_FILTER = "Filtering on these fields is not supported: {fields}"
MANDATORY_FILTER = (
    "This endpoint has mandatory filtering applied. A GET request for this endpoint "
    "must have a $filter parameter with one of the following fields in the url: "
    "{fields}"
)
FORBIDDEN = "Forbidden"
SCOPE = "Forbidden - Application Scope Violated. Cannot {verb}"
NOT_FOUND = "Resource not found for the segment '{name}'."


class BadRequest(Exception):
    """The framework's own no, before any rule of the business is asked."""

    def __init__(self, text, status=400):
        super().__init__(text)
        self.text, self.status = text, status


class Refused(Exception):
    """The answer is no: an HTTP status and texts, each (key, values) of ``TEXTS`` or a
    plain one. ``reason``: the header that goes with 403."""

    def __init__(self, *problems, status=500, reason=""):
        super().__init__(problems)
        self.problems, self.status, self.reason = problems, status, reason

    def text(self, language):
        return "\r\n".join(text(one, language) for one in self.problems)


def text(problem, language="nl-NL"):
    """``problem`` in the language of the user; English for all but four."""
    if isinstance(problem, str) and problem not in TEXTS:
        return problem
    key, values = (problem, {}) if isinstance(problem, str) else problem
    short = language.lower()[:2]
    number = LANGUAGES.index(short if short in LANGUAGES else "en")
    values = dict(values)
    if "field" in values:
        name = values["field"]
        values["field"] = FIELDS[name][number] if name in FIELDS else name
    return TEXTS[key][number].format(**values)


class Problems:
    """Collects what is wrong with one request; all of it is told at once."""

    def __init__(self):
        self.found = []

    def add(self, key, **values):
        if (key, values) not in self.found:
            self.found.append((key, values))

    def check(self):
        if self.found:
            raise Refused(*self.found)
