"""Which calls can fail, how, and when: the faults that tests/faults/injection.py
goes through; and what a server says of one.
"""
import errno
import signal

from injecting import FOREVER

SHORT = -1  # the call does a part of its work
DIES = -2   # the process is killed at the call

# How calls of a kind fail: errno, or a result code of SQLite.
ERRORS = {
    "mmap": [errno.ENOMEM],
    "open": [errno.EMFILE, errno.EIO],
    "read": [errno.EIO, errno.EINTR, SHORT],
    "write": [errno.ENOSPC, errno.EIO, SHORT],
    "recv": [errno.ECONNRESET, errno.ENOMEM, SHORT],
    "send": [errno.EPIPE, errno.ENOBUFS, SHORT],
    "fsync": [errno.EIO, errno.ENOSPC],
    "truncate": [errno.EIO],
    "rename": [errno.EIO, errno.ENOSPC],
    "unlink": [errno.EIO],
    "accept": [errno.EMFILE, errno.ECONNABORTED, errno.EPERM],
    "epoll_wait": [errno.EINTR, errno.ENOMEM],
    "epoll_ctl": [errno.ENOMEM, errno.ENOSPC],
    "clock": [errno.EINVAL],
    "thread": [errno.EAGAIN],
    "random": [errno.ENOSYS],
    "descriptor": [errno.EMFILE],
    "vfs_open": [14],                 # SQLITE_CANTOPEN
    "vfs_read": [266, 7],             # SQLITE_IOERR_READ, SQLITE_NOMEM
    "vfs_write": [13, 778],           # SQLITE_FULL, SQLITE_IOERR_WRITE
    "vfs_sync": [1034, 13],           # SQLITE_IOERR_FSYNC, SQLITE_FULL
    "vfs_truncate": [1546],           # SQLITE_IOERR_TRUNCATE
    "vfs_size": [1802],               # SQLITE_IOERR_FSTAT
    "vfs_lock": [3850, 5],            # SQLITE_IOERR_LOCK, SQLITE_BUSY
    "vfs_shm_map": [5386, 4874, 13],  # SQLITE_IOERR_SHMMAP, SQLITE_IOERR_SHMSIZE, SQLITE_FULL
    "vfs_shm_lock": [5130, 5],        # SQLITE_IOERR_SHMLOCK, SQLITE_BUSY
    "vfs_fetch": [6154],              # SQLITE_IOERR_MMAP
    "vfs_delete": [2570],             # SQLITE_IOERR_DELETE
    "vfs_access": [3338],             # SQLITE_IOERR_ACCESS
    "malloc": [errno.ENOMEM],
}
BUSY = 5
# What only a peer does, or what is waited for, is nothing that the log should tell.
NOT_TOLD = {("recv", errno.ECONNRESET), ("send", errno.EPIPE), ("recv", SHORT), ("send", SHORT), ("accept", errno.ECONNABORTED),
            ("vfs_lock", BUSY), ("vfs_shm_lock", BUSY)}
# What the log need not tell of a backup folder: what is gone on with at once, and a file too many.
NOT_KEPT_TOLD = {("read", errno.EINTR), ("write", SHORT), ("read", SHORT), ("unlink", errno.EIO)}


class Fault:
    """One way to fail."""

    way = None     # where it is the way that counts
    fresh = False  # whether a server must be started for it

    def __init__(self, scenario, kind, error, number, lasts):
        self.scenario, self.kind, self.error, self.number, self.lasts = scenario, kind, error, number, lasts

    def __str__(self):
        return f"{self.scenario} {self.kind} {self.error} {'from' if self.lasts else 'at'} {self.number}"

    def arm(self, injection):
        injection.arm(self.kind, self.error, self.number, FOREVER if self.lasts else self.number)

    def was_met(self):
        return True


class NewWay(Fault):
    """A fault of the first call that is come to in a way that wasn't tried."""

    def __init__(self, scenario, kind, error, first, lasts, tried):
        super().__init__(scenario, kind, error, first, lasts)
        self.tried, self.injection = tried, None

    def arm(self, injection):
        self.injection = injection
        injection.arm_by_callers(self.kind, self.error, self.number, self.lasts, self.tried)

    def was_met(self):
        return self.injection.chosen[0] != 0

    @property
    def way(self):
        return self.injection.chosen[1] if self.injection else 0

    def __str__(self):
        number = self.injection.chosen[0] if self.injection else self.number
        return f"{self.scenario} {self.kind} {self.error} {'from' if self.lasts else 'at'} {number} by {self.way:016x}"


class KnownWay(NewWay):
    """A fault of the first call that is come to in one way."""

    def __init__(self, scenario, kind, error, first, lasts, way, fresh=False):
        super().__init__(scenario, kind, error, first, lasts, ())
        self.wanted, self.fresh = way, fresh

    @property
    def way(self):
        return self.wanted

    def arm(self, injection):
        self.injection = injection
        injection.arm_by_way(self.kind, self.error, self.number, self.lasts, self.wanted)


SCENARIOS = ["talk", "publish", "start", "stop", "backup", "restore"]
KEEPING = ["keep", "keep_first", "keep_again", "keep_all", "restore_kept"]  # by name only
FILES = ["open", "read", "write", "fsync", "truncate", "rename", "unlink"]
KINDS_OF = {"keep": FILES, "keep_first": FILES, "keep_again": FILES}  # the others: all
# Of calls that are made by the ten thousand, these steps are tried; all others one by one.
STEPS = {("start", "malloc"): 997, ("start", "read"): 997, ("publish", "malloc"): 61, ("stop", "malloc"): 7, ("backup", "malloc"): 3,
         ("restore", "malloc"): 3, ("talk", "malloc"): 3}


def faults_of(counts, scenario, kinds):
    for kind in (kind for kind in kinds if kind in KINDS_OF.get(scenario, kinds)):
        step = STEPS.get((scenario, kind), 1)
        for error in ERRORS[kind]:
            for number in range(1, counts.get(kind, 0) + 1, step):
                for lasts in (False, True):
                    if not (lasts and error in (SHORT, errno.EINTR)):
                        yield Fault(scenario, kind, error, number, lasts)


SKIPS = 20000  # calls of a scenario from which on those before the last that was chosen aren't looked at again


def ways_of(counts, scenario, kinds, kept):
    """Every way to every call, one after another, until a whole run goes by without a new one."""
    for kind in (kind for kind in kinds if kind in KINDS_OF.get(scenario, kinds)):
        for error in ERRORS[kind] if counts.get(kind) else []:
            for lasts in (False, True):
                if not (lasts and error in (SHORT, errno.EINTR)):
                    known = kept.ways(scenario, kind, error, lasts)
                    yield from ways_of_one(counts[kind], scenario, kind, error, lasts, known)


def ways_of_one(count, scenario, kind, error, lasts, tried):
    first, without = 1, 0
    while without < 2:
        fault = NewWay(scenario, kind, error, first, lasts, tried)
        yield fault
        number, way = fault.injection.chosen if fault.injection else (0, 0)
        if number:
            tried.add(way)
            without, first = 0, max(1, number - number // 20) if count > SKIPS else 1
        elif first > 1:
            first = 1
        else:
            without += 1


def spread(faults, rng):
    """Of every scenario, kind and error some, in an order that comes from the seed."""
    groups = {}
    for fault in faults:
        groups.setdefault((fault.scenario, fault.kind, fault.lasts), []).append(fault)
    for group in groups.values():
        rng.shuffle(group)
    order = list(groups.values())
    rng.shuffle(order)
    while order:
        for group in list(order):
            yield group.pop()
            if not group:
                order.remove(group)


def ended_by_itself(code):
    """Refused to go on, and not because something of ours broke."""
    return code > 0 or code == -signal.SIGABRT


def complaints(log):
    """What of a log says that something failed, and what; who runs tests as root is told so each time."""
    return [line for line in log.splitlines() if not any(word in line for word in ('"event":"ended"', "runs as root")) and
            ('"level":"error"' in line or '"level":"warning"' in line or line.strip() and not line.startswith("{"))]
