"""Which name does ``uniqueString`` make? A MurmurHash of 64 bits in a variant of the service's own, in base 32.

The constants and the order of the steps are public by ports of the function; the tests hold values that Bicep gave.
"""

from __future__ import annotations

_MASK = 0xFFFFFFFF
_FIRST, _SECOND = 597399067, 2869860233
_MIX = (2246822507, 3266489909)
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def murmur(data: bytes) -> int:
    """Return the hash of some bytes, of 64 bits."""
    low = high = 0
    whole = len(data) - len(data) % 8
    for at in range(0, whole, 8):
        low ^= _first(int.from_bytes(data[at : at + 4], "little"))
        low = (_turned(low, 19) + high) * 5 + 1444728091 & _MASK
        high ^= _second(int.from_bytes(data[at + 4 : at + 8], "little"))
        high = (_turned(high, 13) + low) * 5 + 197830471 & _MASK
    rest = data[whole:]
    low ^= _first(int.from_bytes(rest[:4], "little"))
    high ^= _second(int.from_bytes(rest[4:], "little"))
    low, high = low ^ len(data), high ^ len(data)
    low = low + high & _MASK
    high = high + low & _MASK
    low, high = _mixed(low), _mixed(high)
    low = low + high & _MASK
    high = high + low & _MASK
    return high << 32 | low


def base32(number: int) -> str:
    """Return 64 bits as 13 letters and digits, the highest first."""
    return "".join(_ALPHABET[number << 5 * at >> 59 & 31] for at in range(13))


def _first(word: int) -> int:
    return _turned(word * _FIRST & _MASK, 15) * _SECOND & _MASK


def _second(word: int) -> int:
    return _turned(word * _SECOND & _MASK, 17) * _FIRST & _MASK


def _turned(word: int, by: int) -> int:
    return (word << by | word >> 32 - by) & _MASK


def _mixed(word: int) -> int:
    word = (word ^ word >> 16) * _MIX[0] & _MASK
    word = (word ^ word >> 13) * _MIX[1] & _MASK
    return word ^ word >> 16
