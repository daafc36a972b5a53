"""GUIDs of records that are known by their code alone: the same in every run."""

import uuid

_SPACE = uuid.UUID("5b1f0a52-0d3c-4d54-9a3e-6f0d4f8b2c11")


def record_id(*names):
    return str(uuid.uuid5(_SPACE, "/".join(map(str, names)).lower()))


def company_id(code):
    """Of an office: in REST paths, in ``CompanyId`` and in the finder (OFF,
    ``includeid=1``)."""
    return record_id("company", code)


def vat_id(office, code):
    return record_id("vat", office, code)


def vat_rate_id(office, code, start):
    return record_id("rate", office, code, start)
