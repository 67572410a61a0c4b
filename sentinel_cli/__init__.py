"""Sentinel: no customer waits without a manager knowing. Version and error tree, nothing else."""

__version__ = "0.2.0.dev0"


class SentinelError(Exception):
    """What went wrong, which, and what to do: text for a person. `exit_code` is from sysexits.h."""

    exit_code = 70


class ConfigError(SentinelError):
    """The environment is wrong or incomplete; `faults` holds one line for every fault found."""

    exit_code = 78

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class StoreError(SentinelError):
    """The database cannot be used: missing directory, locked, full, read-only, damaged, foreign."""

    exit_code = 74


class BusyError(SentinelError):
    """Another run holds the lock; nothing was done."""

    exit_code = 75


class RefusedError(SentinelError):
    """An operator asked for something that cannot be done, and why; nothing was changed."""

    exit_code = 1


class GhlError(SentinelError):
    """GHL did not do what was asked.

    `permanent`: repeating the same request cannot help (a wrong token, a deleted contact, DND).
    `outcome_unknown`: a write may have been carried out (timeout, cut connection, 5xx).
    `daily_limit`: the day's quota is used up. `run_is_over`: that, or the time of this run is, or
    GHL asks for a pause: nothing more can be asked now, and what was asked for is not to blame.
    `missing_scope`: the token is good, but lacks this permission. `wrong_version`: it is good, but
    the route wants another API version.
    `status` is the HTTP status, None when no answer came.
    """

    exit_code = 69

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        permanent: bool = False,
        outcome_unknown: bool = False,
        daily_limit: bool = False,
        run_is_over: bool = False,
        missing_scope: str | None = None,
        wrong_version: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.permanent = permanent
        self.outcome_unknown = outcome_unknown
        self.daily_limit = daily_limit
        self.run_is_over = run_is_over or daily_limit
        self.missing_scope = missing_scope
        self.wrong_version = wrong_version
