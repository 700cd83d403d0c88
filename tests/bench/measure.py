"""What the measuring commands share: bases, load, and what a process used."""
import json
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
from server import Server, free_port  # noqa: E402,F401

CLIENTS = [1, 16, 64, 128, 256, 512]


def call(*command, **options):
    """Runs a program that prints one JSON object last; that object."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, text=True, check=True, **options)
    return json.loads(done.stdout.strip().split("\n")[-1])


def make_base(build, folder, entries, variants, questions):
    """A published base and a file of distinct questions; (data folder, questions, seconds of publishing)."""
    os.makedirs(folder, exist_ok=True)
    subprocess.run([sys.executable, f"{HERE}/make_base.py", str(entries), str(variants), str(questions), folder],
                   check=True)
    data = folder + "/data"
    subprocess.run([f"{build}/foyer", "import", "--data", data, folder + "/base.jsonl"], check=True,
                   stdout=subprocess.DEVNULL)
    started = time.monotonic()
    subprocess.run([f"{build}/foyer", "publish", "--data", data], check=True, stdout=subprocess.DEVNULL)
    return data, folder + "/questions.txt", time.monotonic() - started


def processor_seconds(pid):
    """What a process has used so far, in user and system time."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_kib(pid, kind="VmRSS"):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return int([line for line in status if line.startswith(kind + ":")][0].split()[1])


def table(headings, rows):
    print("| " + " | ".join(headings) + " |")
    print("|---" * len(headings) + "|")
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print(flush=True)


def verdict(what, value, wanted, is_met):
    """One line for each thing that must show."""
    print(f"{'met   ' if is_met else 'MISSED'} {what}: {value} (wanted: {wanted})", flush=True)
