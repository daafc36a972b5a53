"""Why VAT is charged, or not, and where in the return it stands."""

from enum import Enum


class Case(Enum):
    """Why VAT is charged, or not."""

    HOME = "home"
    ZERO = "zero"  # a rate of nothing, or exempt
    REVERSE = "reverse"  # charged to the buyer, within the country
    EU_GOODS = "eu_goods"
    EU_SERVICES = "eu_services"
    TRIANGLE = "triangle"
    WORLD_GOODS = "world_goods"
    WORLD_SERVICES = "world_services"
    DISTANCE = "distance"  # to consumers elsewhere in the Union
    OUTSIDE = "outside"  # not taxable, though it stands in the return
    UNREPORTED = "unreported"  # stands in no return
    SPECIAL = "special"  # margins, farmers, new cars, private use ...


EU = frozenset({Case.EU_GOODS, Case.EU_SERVICES, Case.TRIANGLE})
WORLD = frozenset({Case.WORLD_GOODS, Case.WORLD_SERVICES})
GOODS = frozenset({Case.EU_GOODS, Case.WORLD_GOODS})
SERVICES = frozenset({Case.EU_SERVICES, Case.WORLD_SERVICES})
# country: {box of its VAT return: what stands there}. Boxes that say nothing of it (the
# input tax, the kind of a purchase) are left out. Sources: the forms of the return, of
# the Netherlands ("Aangifte omzetbelasting"), Belgium ("Periodieke btw-aangifte") and
# Germany ("Umsatzsteuer-Voranmeldung").
BOXES: dict[str, dict[str, frozenset[Case]]] = {
    "NL": {
        **dict.fromkeys(("1a", "1b", "1c"), frozenset({Case.HOME})),
        "1d": frozenset({Case.SPECIAL}),
        "1e": frozenset({Case.ZERO, Case.REVERSE}),
        "2a": frozenset({Case.REVERSE}),
        "3a": WORLD,
        "3b": EU,
        "3bg": frozenset({Case.EU_GOODS}),
        "3bs": frozenset({Case.EU_SERVICES}),
        "3bt": frozenset({Case.TRIANGLE}),
        "3c": frozenset({Case.DISTANCE}),
        "4a": WORLD,
        "4b": EU - {Case.TRIANGLE},
    },
    "BE": {
        "00": frozenset({Case.ZERO}),
        **dict.fromkeys(("01", "02", "03", "54"), frozenset({Case.HOME})),
        "44": frozenset({Case.EU_SERVICES}),
        "45": frozenset({Case.REVERSE}),
        "46": frozenset({Case.EU_GOODS, Case.TRIANGLE}),
        "46l": frozenset({Case.EU_GOODS}),
        "46t": frozenset({Case.TRIANGLE}),
        "47": WORLD,
        "55": EU - {Case.TRIANGLE},
        "56": frozenset({Case.REVERSE}),
        "57": WORLD,
        "86": frozenset({Case.EU_GOODS}),
        "87": WORLD | {Case.REVERSE},
        "88": frozenset({Case.EU_SERVICES}),
    },
    "DE": {
        **dict.fromkeys(("81", "86"), frozenset({Case.HOME})),
        **dict.fromkeys(("48", "87"), frozenset({Case.ZERO})),
        **dict.fromkeys(("41", "89", "93", "90", "91"), frozenset({Case.EU_GOODS})),
        **dict.fromkeys(("21", "46", "47"), frozenset({Case.EU_SERVICES})),
        "42": frozenset({Case.TRIANGLE}),
        "43": WORLD,
        "45": frozenset({Case.OUTSIDE}),
        "60": frozenset({Case.REVERSE}),
        "62": frozenset({Case.WORLD_GOODS}),
        **dict.fromkeys(("84", "85"), WORLD | {Case.REVERSE}),
        **dict.fromkeys(
            ("35", "36", "44", "49", "69", "73", "74", "76", "77", "80", "94", "96"),
            frozenset({Case.SPECIAL}),
        ),
    },
}
