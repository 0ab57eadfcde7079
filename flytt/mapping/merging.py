from flytt.mapping.faults import Fault
from flytt.mapping.folder import Folder


def merging_faults(folder: Folder) -> tuple[Fault, ...]:
    return ()
