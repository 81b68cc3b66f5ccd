"""Each way to stop, and the removal of everything."""

import os
import pathlib

import farm
import machine
from harness import defer, equal, test, until

UNITS = ("croftd.socket", "croftd.service", "croft-pool.service")


def start_again():
    machine.systemctl("start", "croftd.socket")
    farm.wait_for_manager()


def processes_named_croft():
    found = []
    for directory in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if "croft" in os.readlink(directory / "exe").rsplit("/", 1)[1]:
                found.append(f"{directory.name} {machine.read(directory / 'cmdline')}")
        except (OSError, IndexError):
            continue
    return found


@test
def stopped_manager_keeps_its_executors():
    defer(start_again)
    program, tally = farm.steady("alice", partitions=100)
    tally.wait_for(20)
    executors = [one["processID"] for one in program.executors()]
    machine.systemctl("stop", "croftd.socket", "croftd.service")
    assert all(map(machine.is_running, executors)), "an executor has ended"
    assert machine.is_active("croft-pool.service"), "the pool was stopped"
    equal(program.result(), f"{sum(range(100))}\n", "the job's result, without a manager")
    tally.expect_each_once(100)
    start_again()
    farm.wait_for_rest()


@test
def drivers_call_starts_a_manager_that_was_stopped_without_its_socket():
    program, tally = farm.steady("alice", partitions=150)
    tally.wait_for(20)
    dead = farm.manager_pid()
    machine.systemctl("stop", "croftd.service")
    until(lambda: farm.manager_pid() not in (0, dead), "the driver's call has started another manager")
    program.result()
    tally.expect_each_once(150)
    farm.expect_untouched(program)
    farm.wait_for_rest()


@test
def draining_manager_waits_for_its_jobs():
    defer(start_again)
    program, tally = farm.steady("alice", partitions=100)
    tally.wait_for(20)
    farm.croft("stop", "--mode", "drain")
    program.result()
    tally.expect_each_once(100)
    until(lambda: not machine.is_active("croftd.service"), "the manager ends after the last job")
    equal(machine.show("croftd.service", "Result"), "success", "the manager's end")
    # It has done as it was told, and nobody has called since: systemd does not start it again.
    equal(machine.show("croftd.service", "ActiveState"), "inactive", "croftd.service")


@test
def configured_stop_mode_counts_for_systemctl_stop():
    farm.configure("[Manager]\nStopMode=kill\n")
    defer(start_again)
    gate = farm.Gate("alice")
    program = farm.trial("sum", "--partitions", "2", "--map-gate", gate.directory, user="alice")
    executors = gate.wait_for_tasks(2)
    machine.systemctl("stop", "croftd.socket", "croftd.service")
    assert not any(map(machine.is_running, executors)), "an executor still runs"
    equal(program.exit_status(), 1, "the driver's exit status")
    assert "the manager is stopping" in program.complaints, program.complaints
    start_again()
    farm.wait_for_rest()


@test
def stopped_pool_ends_every_executor():
    defer(start_again)
    gate = farm.Gate("alice")
    farm.trial("sum", "--partitions", "2", "--map-gate", gate.directory, user="alice")
    executors = gate.wait_for_tasks(2)
    machine.systemctl("stop", *UNITS)
    assert not any(map(machine.is_running, executors)), "an executor still runs"
    assert not farm.POOL.exists(), "the pool's cgroup is left"
    for unit in UNITS:
        equal(machine.show(unit, "ActiveState"), "inactive", unit)
    equal(machine.systemctl("--failed", "--plain", "--no-legend").strip(), "", "failed units")


@test
def restarted_pool_costs_a_job_its_executors_and_no_more():
    program, tally = farm.steady("alice", partitions=100)
    tally.wait_for(20)
    executors = [one["processID"] for one in program.executors()]
    machine.systemctl("restart", "croft-pool.service")
    assert not any(map(machine.is_running, executors)), "an executor still runs"
    equal(program.result(), f"{sum(range(100))}\n", "the job's result")
    farm.wait_for_rest()


@test
def purge_leaves_nothing():
    gate = farm.Gate("alice")
    program = farm.trial("sum", "--partitions", "2", "--map-gate", gate.directory, user="alice")
    executors = gate.wait_for_tasks(2)
    machine.run("apt-get", "purge", "--yes", "croft", seconds=240)
    assert not any(map(machine.is_running, executors)), "an executor still runs"
    program.end()
    for listing in (["list-unit-files", "croft*"], ["list-units", "--all", "croft*"]):
        text = machine.attempt("systemctl", *listing, "--plain", "--no-legend").stdout
        equal(text.splitlines(), [], "units")
    equal(processes_named_croft(), [], "processes")
    equal([str(path) for path in machine.CGROUPS.rglob("*croft*")], [], "cgroups")
    assert machine.attempt("getent", "group", "croft-admin").returncode != 0, "the group croft-admin is left"
    equal(sorted(farm.files_of_the_system() - farm.files_before()), [], "files")
