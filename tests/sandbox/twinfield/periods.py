"""periodservice.svc: book years and their periods. Members as in a client's code [C];
codes other than YearNotFound, names of periods and what is refused are ours [inf]."""

import calendar
from datetime import datetime

from .svc import Contract, SvcFault

OPENING, YEAR_END = 0, 55
MONTHS = (
    "Januari Februari Maart April Mei Juni Juli Augustus September Oktober November "
    "December"
).split()
MOST = 53  # a period a week; 54 is none and 55 the year's end


def _key(year, number):
    return f"{year}/{number:02}"


def years(office):
    return sorted({int(key[:4]) for key in office.periods})


def _year(request):
    year = request["Year"]
    if year not in years(request.office):
        raise SvcFault("YearNotFound", f"Year {year} not found.")
    return year


def _period(request):
    key = _key(_year(request), request["PeriodNumber"] or 0)
    if key not in request.office.periods:
        raise SvcFault("PeriodNotFound", f"Period {key} not found.")
    return key


def _details(request):
    """{"2026/03": {"Name", "EndDate"}} of periods that were changed."""
    return request.service.period_details.setdefault(request.office.code, {})


def get_years(request):
    return {"Years": years(request.office)}


def get_periods(request):
    year = _year(request)
    rows = [
        {
            "Number": int(key[5:]),
            "Open": is_open,
            **_usual(year, int(key[5:])),
            **_details(request).get(key, {}),
        }
        for key, is_open in sorted(request.office.periods.items())
        if key.startswith(f"{year}/")
    ]
    return {"Periods": rows}


def _usual(year, number):
    if 1 <= number <= 12:
        last = datetime(year, number, calendar.monthrange(year, number)[1])
        return {"Name": MONTHS[number - 1], "EndDate": last}
    name = {OPENING: "Beginbalans", YEAR_END: "Jaarafsluiting"}.get(number)
    return {"Name": name or f"Periode {number}", "EndDate": None}


def create_year(request):
    """The year after the last one; it may be named, as long as it is that."""
    known = years(request.office)
    year = known[-1] + 1 if known else request.service.clock.now().year
    if request["Year"] not in (None, year):
        raise SvcFault("InvalidYear", f"The next year is {year}.")
    _add(request, year, request["NumberOfPeriods"])


def _add(request, year, count):
    count = 13 if count is None else count
    if not 1 <= count <= MOST:
        raise SvcFault("InvalidNumberOfPeriods", f"{count} periods are not allowed.")
    for number in (OPENING, *range(1, count + 1), YEAR_END):
        request.office.periods[_key(year, number)] = True


def delete_year(request):
    year = _year(request)
    if year not in (years(request.office)[0], years(request.office)[-1]):
        raise SvcFault("InvalidYear", "Only the first or the last year can be deleted.")
    _forget(request, year)


def _forget(request, *gone):
    used = {int(entry.period[:4]) for entry in request.office.entries.values()}
    for year in gone:
        if year in used:
            raise SvcFault("YearInUse", f"Year {year} has transactions.")
    for year in gone:
        for key in [k for k in request.office.periods if k.startswith(f"{year}/")]:
            del request.office.periods[key]
            _details(request).pop(key, None)


def reset_years(request):
    """All years make place for one new one."""
    _forget(request, *years(request.office))
    _add(
        request,
        request["NewYear"] or request.service.clock.now().year,
        request["NewNumberOfPeriods"],
    )


def open_period(request):
    request.office.periods[_period(request)] = True


def close_period(request):
    request.office.periods[_period(request)] = False


def change_name(request):
    _details(request).setdefault(_period(request), {})["Name"] = request["Name"]


def change_end_date(request):
    _details(request).setdefault(_period(request), {})["EndDate"] = request["EndDate"]


_PERIOD = {"PeriodNumber": "int", "Year": "int"}
CONTRACT = Contract(
    "PeriodService",
    types={
        "GetYears": ("Query", {}),
        "GetYearsResult": ("QueryResult", {"Years": ["int"]}),
        "GetPeriods": ("Query", {"Year": "int"}),
        "GetPeriodsResult": ("QueryResult", {"Periods": ["Period"]}),
        "Period": (
            "",
            {
                "EndDate": "dateTime",
                "Name": "string",
                "Number": "int",
                "Open": "boolean",
            },
        ),
        "CreateYear": ("Command", {"NumberOfPeriods": "int", "Year": "int"}),
        "DeleteYear": ("Command", {"Year": "int"}),
        "ResetYears": ("Command", {"NewNumberOfPeriods": "int", "NewYear": "int"}),
        "OpenPeriod": ("Command", _PERIOD),
        "ClosePeriod": ("Command", _PERIOD),
        "ChangeName": ("Command", {"Name": "string", **_PERIOD}),
        "ChangeEndDate": ("Command", {"EndDate": "dateTime", **_PERIOD}),
    },
    codes=(
        "YearNotFound",
        "PeriodNotFound",
        "InvalidYear",
        "InvalidNumberOfPeriods",
        "YearInUse",
    ),
    queries={"GetYears": get_years, "GetPeriods": get_periods},
    commands={
        "CreateYear": create_year,
        "DeleteYear": delete_year,
        "ResetYears": reset_years,
        "OpenPeriod": open_period,
        "ClosePeriod": close_period,
        "ChangeName": change_name,
        "ChangeEndDate": change_end_date,
    },
)
