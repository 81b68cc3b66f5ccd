"""A task over its memory is killed alone, tried again with more, and succeeds."""

import re

import farm
import machine
from harness import equal, test

KILLED = re.compile(r"Memory cgroup out of memory: Killed process (\d+)")


def hog(user, **options):
    """A job of four tasks, one of which takes 80 MiB."""
    directory = farm.directory_of(user)
    program = farm.trial(
        "misbehave", "--misbehaviour", "hogAlways", "--partitions", "4", "--directory", directory, user=user, **options)
    return program, directory


def kernel_kills(since):
    """The processes that the kernel ended for want of memory; of a whole cgroup it says so for each, and for its
    victim first."""
    found = [KILLED.search(line) for line in machine.messages("--dmesg", since=since)]
    return {match.group(1) for match in found if match}


@test
def a_task_over_its_memory_runs_again_with_more_and_succeeds():
    start = machine.now()
    gate = farm.Gate("bob")
    neighbour = farm.trial("sum", "--partitions", "3", "--map-gate", gate.directory, user="bob", executors=1)
    held = gate.wait_for_tasks(1)
    program, directory = hog("alice", executors=1)
    equal(program.result(), "6\n", "the job's result")
    assert "trying again with 2 times the usual memory" in program.complaints, program.complaints
    equal(sorted(file.name for file in directory.iterdir()), ["attempt-0", "attempt-1"], "attempts of the task")
    equal(len(kernel_kills(start)), 1, "processes that the kernel killed")
    assert machine.is_running(held[0]), "the neighbour's executor has ended"
    gate.open()
    neighbour.result()
    farm.expect_untouched(neighbour)
    equal(len(gate.tasks()), 3, "attempts of the neighbour's tasks")
    farm.wait_for_rest()


@test
def the_history_says_out_of_memory():
    elements = farm.croft_json("history", user="alice")["elements"]
    past = next(one for one in elements if one.get("usage", {}).get("outOfMemoryKills"))
    executors = farm.croft_json("history", str(past["id"]), "--executors", user="alice")["elements"]
    equal([one["end"]["reason"] for one in executors].count("outOfMemory"), 1, "executors out of memory")
    grown = max(one["resources"]["memoryBytes"] for one in executors)
    equal(grown, 128 << 20, "memory of the executor that took its place")


@test
def growth_ends_at_its_cap_and_the_job_says_so():
    # What is slowed down before it is killed would take a minute to fail four times.
    farm.configure("[Executor]\nOutOfMemoryCap=64M\nMemoryHighPercent=100%\n")
    program, directory = hog("alice", executors=1)
    equal(program.exit_status(), 1, "exit status")
    assert "out of memory" in program.complaints, program.complaints
    equal(len(list(directory.iterdir())), 4, "attempts")
    farm.wait_for_rest()


@test
def data_many_times_the_memory_is_spilled_and_not_killed():
    start = machine.now()
    program = farm.trial("squares", "--count", "1500000", "--partitions", "2", user="alice", executors=1)
    equal(program.result(), "1500000\n", "the job's result")
    equal(kernel_kills(start), set(), "processes that the kernel killed")
    farm.expect_untouched(program)
