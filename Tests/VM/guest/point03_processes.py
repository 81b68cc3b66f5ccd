"""A fork bomb stops at its limit of processes; processors are shared by weight, or held to a quota."""

import time

import farm
import machine
from harness import equal, test, until

SECONDS_TO_MEASURE = 6
SPIN = "while :; do :; done"


def spinning(user, processes, sharing):
    """A job whose only task runs so many endless loops; gives its executor's cgroup."""
    command = " ".join([f"({SPIN}) &"] * (processes - 1) + [SPIN])
    program = farm.trial("command", "--command", command, "--core-sharing", sharing, user=user, executors=1)
    executor = until(program.executors, "its executor")[0]
    cgroup = machine.cgroup_of(executor["processID"]).parent
    until(lambda: int(machine.read(cgroup / "pids.current")) > processes, "its loops run")
    return cgroup


def cores_used(*cgroups):
    """How many processors each of them uses on average."""
    def usage():
        return [machine.figures(cgroup / "cpu.stat")["usage_usec"] for cgroup in cgroups]

    before, start = usage(), time.monotonic()
    time.sleep(SECONDS_TO_MEASURE)
    after, microseconds = usage(), (time.monotonic() - start) * 1e6
    return [(last - first) / microseconds for first, last in zip(before, after)]


@test
def a_fork_bomb_stops_at_its_limit_and_a_neighbour_goes_on():
    farm.configure("[Executor]\nTasksMax=150\n")
    bomb = farm.trial("command", "--command", "b() { b | b & }; b; sleep infinity", user="alice", executors=1)
    executor = until(bomb.executors, "its executor")[0]
    cgroup = machine.cgroup_of(executor["processID"]).parent
    equal(machine.read(cgroup / "pids.max"), "150", "pids.max")
    # Before Linux 6.11 the cgroup counts it that the process lives in, and not the one whose limit it is.
    counters = [cgroup / "pids.events", cgroup / "agent/pids.events"]
    until(lambda: any(machine.figures(file)["max"] > 0 for file in counters), "the bomb meets its limit")
    assert int(machine.read(cgroup / "pids.current")) <= 150, "more processes than allowed"
    neighbour = farm.Program(
        farm.WORDCOUNT, "--master", "croft", "--executors", "1", "--executor-cores", "1", "--executor-memory", "64M",
        "/usr/share/common-licenses", user="bob")
    neighbour.result()
    farm.expect_untouched(neighbour)
    farm.croft("cancel", str(bomb.application()), user="alice")
    assert bomb.exit_status() != 0, "the bomb's driver ended well"
    farm.wait_for_rest()


@test
def a_busy_loop_leaves_its_neighbour_half_of_the_processors():
    many = spinning("alice", 8, "weight")
    few = spinning("bob", 2, "weight")
    used = cores_used(many, few)
    share = used[1] / sum(used)
    assert 0.45 <= share <= 0.55, f"8 loops and 2 used {used[0]:.2f} and {used[1]:.2f} processors"


@test
def a_quota_of_one_core_holds_within_ten_percent():
    used = cores_used(spinning("alice", 2, "quota"))[0]
    assert 0.9 <= used <= 1.1, f"it used {used:.2f} processors"


@test
def exclusive_cores_are_nobody_elses():
    cgroups = [spinning(user, 1, "exclusive") for user in ("alice", "bob")]
    equal(sorted(machine.read(cgroup / "cpuset.cpus.effective") for cgroup in cgroups), ["0", "1"], "processors")
