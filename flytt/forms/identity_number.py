"""Norwegian identity numbers, found by their check digits; also synthetic ones, with months over 40."""

import re

_ELEVEN = re.compile(r"(?<!\d)(\d{6}) ?(\d{5})(?!\d)")
_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_LAST_DAY, _D_NUMBER, _LAST_MONTH, _SYNTHETIC = 31, 40, 12, 20


def has_one(text: str) -> bool:
    """Tell whether a text holds a number whose date can be one and whose check digits are right."""
    return any(_is_one(found[1] + found[2]) for found in _ELEVEN.finditer(text))


def _is_one(number: str) -> bool:
    digits = [int(one) for one in number]
    day, month = int(number[:2]), int(number[2:4])
    return (
        1 <= (day - _D_NUMBER if day > _D_NUMBER else day) <= _LAST_DAY
        and 1 <= month % _SYNTHETIC <= _LAST_MONTH
        and _check(digits, _FIRST) == digits[9]
        and _check(digits, _SECOND) == digits[10]
    )


def _check(digits: list[int], weights: tuple[int, ...]) -> int:
    return -sum(digit * weight for digit, weight in zip(digits, weights, strict=False)) % 11
