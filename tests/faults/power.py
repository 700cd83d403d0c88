#!/usr/bin/env python3
"""Power cuts, at every moment of a story.

A server is started on an empty disk and on one with a base; visitors ask and
are handed over, an editor publishes and goes back, a backup is made; and the
same once more with a backup folder on that disk.  A
preloaded library (preload/) writes down every change of every file.  From that
the disk is made as a cut would have left it after each single change: all
that was not synced is gone, or any sectors of it are there and others not
(disk.py).  A fresh server opens each such disk, and

- every event that had been told to be stored is there, once and in order;
- what was told to be live is live, and its snapshot is whole;
- a backup that was told to be made can be restored;
- a backup folder that has a copy of the database is restored with all that had
  been told, as the cut left it and when the fresh server has gone on with it;
- `foyer check` finds nothing.

    tests/faults/power.py --foyer PROGRAM --preload foyer_faults.so [--seconds 15] [--all] [--only STORY] [--seed N]

Without --all a sample of the moments is taken; disks are looked at in an
order that comes from the seed until the seconds are over (of --all: all of
them).  Prints "N passed, M failed": one for each disk.
"""
import argparse
import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from disk import Disk, fingerprint, records_of, write_image  # noqa: E402
from injection_keeping import endings, missing_in  # noqa: E402
from injecting import Actors, Base, FaultyServer, Lost, Refused, check_folder, end_politely  # noqa: E402
from server import Server, free_port  # noqa: E402


SAMPLE = 40  # moments of each story, where not all are wanted


def start(server):
    """On a port that nobody took meanwhile."""
    try:
        server.start(30)
    except RuntimeError:
        if "in use by another program" not in server.tail():
            raise
        server.port = free_port()
        server.start(30)


class Story:
    """What happened on a disk, and what people were told of it."""

    def __init__(self, options, name, base, folder):
        self.options, self.name, self.base = options, name, base
        self.root = folder + "/disk"
        self.data = self.root + "/data"
        self.journal = folder + "/journal"
        os.makedirs(self.root)
        if base is not None:
            base.copy(self.data)
        self.before = Disk(self.root)
        self.server = FaultyServer(options.foyer, options.preload, self.data, journal=self.journal)
        if name == "kept":
            self.server.environment["FOYER_BACKUP_FOLDER"] = self.root + "/kept"
        self.talks, self.published, self.backups = [], [], []
        self.restored = set()  # hashes of backups that could be
        self.kept_from = None  # when the backup folder had all that is needed

    def told(self):
        return self.server.injection.records

    def tell(self):
        self.server.start()
        try:
            if self.base is None:
                self.first_start()
            else:
                self.ordinary_day()
        finally:
            self.server.kill()

    def first_start(self):
        """Nobody has an account yet; a visitor may ask all the same."""
        actors = Actors(self.server, None)
        talk = actors.begin("first visitor")
        actors.say(talk, "is anybody there", token=talk.token)
        self.talks.append(talk)

    def ordinary_day(self):
        actors = Actors(self.server, self.base)
        self.talks.append(actors.talk("morning"))
        if self.name == "kept":
            self.wait_for_base()
        actors.edit_and_publish()
        self.talks.append(actors.talk("noon"))
        answer = actors.step((200, 201), "POST", f"/v1/publications/{self.base.live}/rollback", {}, client=self.base.admin)
        actors.published.append((answer["number"], self.told()))
        backup = self.root + "/monday.backup"
        done = subprocess.run([self.options.foyer, "backup", "--data", self.data, backup], env=self.server.environment,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout
        self.backups.append(("monday.backup", self.told()))
        self.talks.append(actors.talk("evening"))
        self.published = actors.published

    def wait_for_base(self):
        deadline = time.monotonic() + 30
        while not endings(self.root + "/kept", "bases", ".done"):
            assert time.monotonic() < deadline, self.server.tail()
            time.sleep(0.01)
        time.sleep(0.2)  # its name is synced after that
        self.kept_from = self.told()

    def cuts(self, moments):
        """(moment, how, disk) for those moments; of disks that look the same the last, by when most was told."""
        disk, last = self.before, {}
        for moment, record in enumerate(records_of(self.journal), 1):
            disk.follow(*record)
            if moment not in moments:
                continue
            for how, rng in (("all lost", None), ("torn", random.Random(f"{self.options.seed} {moment}"))):
                image = disk.after_cut(rng)
                last[fingerprint(image)] = (moment, how, image)
        return list(last.values())

    def look(self, moment, image, folder):
        """A fresh server on what the cut left."""
        write_image(image, folder)
        data = folder + "/data"
        server = Server(self.options.foyer, data, demo=False)
        server.log_path, server.out_path = folder + ".log", folder + ".out"
        for path in (server.log_path, server.out_path):
            if os.path.exists(path):
                os.unlink(path)
        server.ask, server.step_most = FaultyServer.ask.__get__(server), FaultyServer.step_most
        if self.name == "kept":
            server.environment["FOYER_BACKUP_FOLDER"] = folder + "/kept"
            self.look_at_kept(folder, moment)
        start(server)
        try:
            breaches = [breach for talk in self.talks for breach in talk.breaches(server, moment)]
            assert not breaches, "\n".join(breaches[:5])
            told = [number for number, at in self.published if at <= moment]
            if told:
                status, answer = server.ask("GET", "/v1/publications", client=self.base.admin)
                assert status == 200 and answer["live"] >= told[-1], (status, answer, told)
            assert '"event":"snapshot"' not in server.tail(), server.tail()
        finally:
            status = server.stop()
        assert status == 0, server.tail()
        check_folder(self.options.foyer, data)
        if self.name == "kept":
            self.look_at_kept(folder, moment)
        for name, at in self.backups:
            self.look_at_backup(folder + "/" + name, at <= moment)

    def look_at_kept(self, folder, moment):
        kept, restored = folder + "/kept", folder + "/restored"
        if not endings(kept, "bases", ".done"):
            assert moment < self.kept_from, "the copy of the database is gone"
            return
        shutil.rmtree(restored, ignore_errors=True)
        done = subprocess.run([self.options.foyer, "restore", kept, "--data", restored], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout
        check_folder(self.options.foyer, restored)
        missing = missing_in(restored, self.talks, moment)
        assert not missing, f"restored without {missing[:3]}, {len(missing)} in all"

    def look_at_backup(self, backup, was_told):
        if not os.path.exists(backup):
            assert not was_told, "the backup is gone"
            return
        with open(backup, "rb") as file:
            seen = hashlib.sha256(file.read()).hexdigest()
        if seen in self.restored:
            return
        restored = backup + ".restored"
        done = subprocess.run([self.options.foyer, "restore", backup, "--data", restored], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout
        check_folder(self.options.foyer, restored)
        self.restored.add(seen)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--foyer", required=True)
    parser.add_argument("--preload", required=True)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--only", choices=["first", "day", "kept"])
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    options.foyer, options.preload = os.path.abspath(options.foyer), os.path.abspath(options.preload)
    print(f"seed {options.seed}")
    end_politely()
    rng = random.Random(options.seed)
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="foyer-power-") as folder:
        base = Base(options.foyer, folder + "/base")
        work = []
        for name, of in (("first", None), ("day", base), ("kept", base)):
            if options.only not in (None, name):
                continue
            story = Story(options, name, of, f"{folder}/{name}")
            story.tell()
            moments = range(1, story.told() + 1)
            if not options.all:
                moments = rng.sample(moments, min(SAMPLE, len(moments)))
            cuts = story.cuts(set(moments))
            print(f"{name}: {story.told()} changes of files, {len(cuts)} disks", flush=True)
            work += [(story, *cut) for cut in cuts]
        rng.shuffle(work)
        seconds = options.seconds or (1e9 if options.all else 15)
        deadline = time.monotonic() + seconds
        for story, moment, how, image in work:
            if time.monotonic() > deadline:
                break
            try:
                story.look(moment, image, folder + "/image")
                passed += 1
                if passed % 200 == 0:
                    print(f"{passed} looked at", flush=True)
            except SystemExit:  # asked to end: what was looked at counts
                break
            except (AssertionError, RuntimeError, Lost, Refused, OSError, subprocess.SubprocessError) as problem:
                failed += 1
                print(f"{story.name} {how} after {moment}: {type(problem).__name__}: {str(problem)[-1200:]}", flush=True)
                if failed >= 10:
                    break
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
