"""Calls that fail in a command that copies: a backup, the restore of one, and
the restore of a backup folder.  One that fails says so and leaves nothing that
looks whole.
"""
import os
import shutil
import subprocess

from injecting import check_folder
from injection_keeping import holds, kept, make_two_chains


def copying(bench, scenario):
    """(command, what it makes), of which nothing is there yet."""
    target = bench.folder + ".copy"
    shutil.rmtree(target, ignore_errors=True)
    if os.path.exists(target):
        os.unlink(target)
    if scenario == "backup":
        return [bench.options.foyer, "backup", "--data", bench.folder, target], target
    source = kept(bench) if scenario == "restore_kept" else bench.folder + ".backup"
    return [bench.options.foyer, "restore", source, "--data", target], target


def while_copying(bench, fault):
    server = bench.server
    if fault.scenario == "restore_kept":
        make_two_chains(bench)
    command, target = copying(bench, fault.scenario)
    server.injection.not_begun()
    fault.arm(server.injection)
    server.injection.not_begun()
    done = subprocess.run(command, env=server.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=60, check=False)
    server.injection.disarm()
    whole = target if fault.scenario == "backup" else target + "/foyer.db"
    if done.returncode == 0:
        assert os.path.exists(whole), done.stdout
    else:
        assert server.injection.failed, done.stdout
        assert done.stdout.strip(), f"ended with {done.returncode} and no word"
    if os.path.exists(whole):
        must_be_whole(bench, fault.scenario, target)


def must_be_whole(bench, scenario, target):
    folder = target
    if scenario == "backup":
        folder = bench.folder + ".restored"
        shutil.rmtree(folder, ignore_errors=True)
        done = subprocess.run([bench.options.foyer, "restore", target, "--data", folder], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False)
        assert done.returncode == 0, done.stdout
    check_folder(bench.options.foyer, folder)
    names = sorted(os.listdir(folder + "/snapshots"))
    assert any(name.endswith(".foyer") for name in names), names
    if scenario == "restore_kept":
        holds(bench, folder)
