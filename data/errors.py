"""The one family of errors that a reader may see: what happened, where, what to do next."""


class DashboardError(Exception):
    """An error written for the reader. Its text never holds a child-level value."""


class BadSetting(DashboardError):
    """A setting that cannot be used: names the key, the value, and what would be right."""


class BadMapping(DashboardError):
    """A mapping that cannot be used: names the key, the value, and what would be right."""


class UnusableFile(DashboardError):
    """A file that cannot be read at all, so that nothing of it was loaded."""


class NeedsMapping(UnusableFile):
    """A file that can be read only with a mapping, and came without one."""


class StoreBusy(DashboardError):
    """Another load is writing to the store."""


class CannotWrite(DashboardError):
    """What is to be kept cannot be, as it is or on this disk: the store is as it was."""


class NoSuchSnapshot(DashboardError):
    """The store has no snapshot of that name, or none at all."""


class OtherFormat(DashboardError):
    """A store, or a snapshot, that another version of the product wrote: what to do about it."""


class DamagedStore(DashboardError):
    """A snapshot, or what names it, that is not as it was made: what to do about it."""


class EmptyStore(NoSuchSnapshot):
    """A store into which nothing was loaded yet."""


class CannotExport(DashboardError):
    """An export that was asked for in a way that cannot be answered."""


class NothingToShow(DashboardError):
    """A page whose figures cannot be shown to this reader, and why."""


class NotPublished(NothingToShow):
    """Nothing of the records in the store is published to the board yet."""


class CannotLog(DashboardError):
    """The audit log cannot be written, so that what it should tell of is not done."""


class PurposeNeeded(DashboardError):
    """Child-level data was asked for without saying why."""


class NoSuchChild(DashboardError):
    """The store holds nothing of the child that was named."""


class QueryTooLarge(DashboardError):
    """A question that would take more time or memory than one reader may have."""


class NoSuchRelease(DashboardError):
    """The store has no release of that name, or none at all."""


class CannotRelease(DashboardError):
    """A release that may not be prepared, approved, withdrawn or read: says why, and what to do."""


class CannotReport(DashboardError):
    """A report that was asked for of a week that it cannot be made of."""


class BadVault(DashboardError):
    """The council's file of initials cannot be used: says why, and quotes none of it."""


class CannotSend(DashboardError):
    """A message that did not go: says what is wrong, and no secret."""


class UnknownReader(DashboardError):
    """Nobody of this name signed in: names those that are like it."""
