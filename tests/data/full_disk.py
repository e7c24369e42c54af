"""Loads a file where no file may grow beyond so many bytes, as on a full disk. Run by test_full_disk.py.

Arguments: store, file, mapping, bytes. Prints the error that a reader would see; exits with 3 where there is one.
"""

import resource
import sys
from pathlib import Path

from data.errors import DashboardError
from data.load import Delivery, load
from data.settings import demonstration_settings
from data.snapshots import Store
from tests.data.builders import nothing_to_publish

if __name__ == "__main__":
    store, file, mapping = map(Path, sys.argv[1:4])
    most = int(sys.argv[4])
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    try:
        load(Store(store), [Delivery((file,), mapping)], demonstration_settings(), finish=nothing_to_publish)
    except DashboardError as error:
        sys.stderr.write(str(error))
        sys.exit(3)
