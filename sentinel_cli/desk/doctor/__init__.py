"""What an operator would otherwise find out at 8:05, asked beforehand.

Each check is a small function over gathered facts and returns values; nothing is changed, nobody
is texted, and whatever hangs is given up after some seconds. `rounds` puts them in order.
"""

from sentinel_cli.desk.doctor.check import Check, Level
from sentinel_cli.desk.doctor.rounds import Place, rounds

__all__ = ["Check", "Level", "Place", "rounds"]
