"""Numbers: decimals of 34 digits, as IEEE 754-2008 decimal128 (DMN 1.5, 10.3.2.3.1)."""

from decimal import ROUND_HALF_EVEN, Context, Decimal

DECIMAL = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, capitals=1, clamp=0, traps=[])
"""Every operation of FEEL on numbers goes through this context. It traps nothing: see `finite`."""

LARGEST_INDEX = 10**15
"""Numbers beyond are no places in a list, lengths or parts of a date."""


def finite(number: Decimal) -> Decimal | None:
    """Return `number`, or None where the operation overflowed or has no result: FEEL knows no infinity."""
    return number if number.is_finite() else None


def whole(number: object) -> int | None:
    """Return the number as an int, None where it is none, has a fraction or is beyond `LARGEST_INDEX`."""
    if number.__class__ is not Decimal or number.copy_abs() > LARGEST_INDEX:
        return None
    result = int(number)
    return result if result == number else None


def number_text(number: Decimal) -> str:
    """Write without exponent and with the digits the number holds. Raises ValueError beyond FEEL's numbers."""
    if not number.is_finite() or abs(number.adjusted()) > 6200:
        raise ValueError("no number of FEEL")
    if number.is_zero():
        number = number.copy_abs()
    return format(number, "f")
