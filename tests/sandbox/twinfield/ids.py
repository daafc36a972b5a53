"""GUIDs of records that are known by their code alone: the same in every run."""

import uuid

_SPACE = uuid.UUID("5b1f0a52-0d3c-4d54-9a3e-6f0d4f8b2c11")


def company_id(code):
    """Of an office: in REST paths, in ``CompanyId`` and in the finder (OFF,
    ``includeid=1``)."""
    return str(uuid.uuid5(_SPACE, f"company/{code.upper()}"))


def vat_id(office, code):
    return str(uuid.uuid5(_SPACE, f"vat/{office.upper()}/{code.upper()}"))


def vat_rate_id(office, code, start):
    return str(uuid.uuid5(_SPACE, f"rate/{office.upper()}/{code.upper()}/{start}"))
