"""The disk as a power cut leaves it, made from the journal of a server's
writes (preload/journal.h).

What was synced is there.  Of what was not, a cut keeps nothing, or some
sectors of 512 bytes and some names in whatever order the disk liked best.
"""
import hashlib
import os
import shutil
import struct

HEAD = struct.Struct("<IIQQQ")
FOLDER, CREATE, WRITE, TRUNCATE, SYNC, SYNC_FOLDER, RENAME, LINK, UNLINK = range(1, 10)
SECTOR = 512
IS_FOLDER = -1


def records_of(path):
    """The journal as (record, path, file, offset, bytes)."""
    with open(path, "rb") as file:
        data = file.read()
    at = 0
    while at < len(data):
        record, length, inode, offset, count = HEAD.unpack_from(data, at)
        at += HEAD.size
        name = data[at:at + length].decode()
        at += length
        content = b""
        if record == WRITE:
            content = data[at:at + count]
            at += count
        yield record, name, inode, offset, content


def put(content, offset, piece):
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset:offset + len(piece)] = piece


class File:
    """What is surely there, and what was done to it since."""

    def __init__(self, content=b""):
        self.synced = bytearray(content)
        self.since = []  # (offset, bytes), or (size, None) for truncating

    @staticmethod
    def change(content, offset, piece):
        if piece is None:
            del content[offset:]
            content.extend(bytes(offset - len(content)))
        else:
            put(content, offset, piece)

    def sync(self):
        for offset, piece in self.since:
            self.change(self.synced, offset, piece)
        self.since = []

    def after_cut(self, rng):
        """rng: of what was not synced any sector may be there; None: nothing is."""
        content = bytearray(self.synced)
        if rng is None:
            return content
        for offset, piece in self.since:
            if piece is None:
                if rng.random() < 0.5:
                    self.change(content, offset, None)
                continue
            end = offset + len(piece)
            while offset < end:
                stop = min(end, (offset // SECTOR + 1) * SECTOR)
                if rng.random() < 0.5:
                    put(content, offset, piece[len(piece) - (end - offset):len(piece) - (end - stop)])
                offset = stop
        return content


class Disk:
    """The folder `root`, which is on the disk as it is now, and then changes."""

    def __init__(self, root):
        self.root = root
        self.files = {}
        self.names = {}  # path -> inode or IS_FOLDER: what is surely there
        self.since = []  # (folder, function that changes names)
        for folder, folders, files in os.walk(root):
            for name in folders:
                self.names[os.path.join(folder, name)] = IS_FOLDER
            for name in files:
                path = os.path.join(folder, name)
                inode = os.stat(path).st_ino
                self.names[path] = inode
                if inode not in self.files:
                    with open(path, "rb") as file:
                        self.files[inode] = File(file.read())

    def _name(self, path, change):
        self.since.append((os.path.dirname(path), change))

    def follow(self, record, name, inode, offset, content):
        """One record of the journal."""
        first, _, second = name.partition("\0")
        if record == FOLDER:
            self._name(name, lambda names: names.__setitem__(name, IS_FOLDER))
        elif record == CREATE:
            self.files[inode] = File()
            self._name(name, lambda names: names.__setitem__(name, inode))
        elif record in (WRITE, TRUNCATE):
            piece = content if record == WRITE else None
            self.files.setdefault(inode, File()).since.append((offset, piece))
        elif record == SYNC:
            if inode in self.files:
                self.files[inode].sync()
        elif record == SYNC_FOLDER:
            for folder, change in self.since:
                if folder == name:
                    change(self.names)
            self.since = [each for each in self.since if each[0] != name]
        elif record == RENAME:
            self._name(second, lambda names: names.__setitem__(second, names.pop(first)) if first in names else None)
        elif record == LINK:
            self._name(second, lambda names: names.__setitem__(second, names[first]) if first in names else None)
        elif record == UNLINK:
            self._name(name, lambda names: names.pop(name, None))

    def names_after_cut(self, rng):
        """Of each folder's changes a first part is there."""
        names = dict(self.names)
        if rng is None:
            return names
        folders = sorted({folder for folder, _ in self.since})
        for folder in folders:
            changes = [change for of, change in self.since if of == folder]
            for change in changes[:rng.randint(0, len(changes))]:
                change(names)
        return names

    def after_cut(self, rng):
        """{path below the root: bytes, or None for a folder}."""
        image = {}
        names = self.names_after_cut(rng)
        for path, inode in names.items():
            parent = os.path.dirname(path)
            while parent != self.root and names.get(parent) == IS_FOLDER:
                parent = os.path.dirname(parent)
            if parent != self.root:
                continue  # the folder itself is gone
            image[os.path.relpath(path, self.root)] = None if inode == IS_FOLDER else self.files[inode].after_cut(rng)
        return image


def fingerprint(image):
    digest = hashlib.sha256()
    for path in sorted(image):
        digest.update(path.encode() + b"\0" + (image[path] or b"") + b"\0")
    return digest.digest()


def write_image(image, folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for path in sorted(image):
        if image[path] is None:
            os.makedirs(os.path.join(folder, path), mode=0o700, exist_ok=True)
    for path, content in image.items():
        if content is not None:
            with open(os.path.join(folder, path), "wb") as file:
                file.write(content)
