"""The only outbound HTTP: GHL's API as questions with typed answers, within one time budget.

Every failure leaves here as a GhlError that says what was asked, why it failed and what to do.
"""

from sentinel_cli.ghl.client import Client
from sentinel_cli.ghl.deadline import Deadline

__all__ = ["Client", "Deadline"]
