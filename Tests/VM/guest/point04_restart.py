"""The manager is restarted, and killed, while jobs run, and they don't notice."""

import random

import farm
import machine
from harness import equal, test, until

SEED = 5


def restart():
    machine.systemctl("restart", "croftd.service")


def kill():
    """Ends the manager as a crash would, and waits for the next one."""
    dead = farm.manager_pid()
    machine.systemctl("kill", "--kill-whom=main", "--signal=KILL", "croftd.service")
    until(lambda: farm.manager_pid() not in (0, dead), "systemd has started the manager again")
    farm.wait_for_manager()


@test
def a_job_goes_on_when_the_manager_is_restarted_and_when_it_is_killed():
    program, tally = farm.steady("alice", partitions=240)
    tally.wait_for(60)
    executors = sorted(one["processID"] for one in program.executors())
    equal(len(executors), 2, "executors")
    before = farm.manager_pid()
    restart()
    tally.wait_for(160)
    kill()
    assert farm.manager_pid() != before, "the manager is the same"
    equal(sorted(one["processID"] for one in program.executors()), executors, "the job's executors")
    assert len(tally.lines()) < 480, "the job was over too soon"
    equal(program.result(), f"{sum(range(240))}\n", "the job's result")
    tally.expect_each_once(240)
    farm.expect_untouched(program)
    farm.wait_for_rest()


@test
def killed_manager_is_not_counted_as_a_failed_service():
    equal(machine.show("croftd.service", "ActiveState"), "active", "croftd.service")
    equal(machine.systemctl("--failed", "--plain", "--no-legend").strip(), "", "failed units")


@test
def jobs_of_two_users_outlive_a_storm_of_kills():
    chance = random.Random(SEED)
    jobs = [farm.steady(user, partitions=400, executors=1) for user in ("alice", "bob")]
    for _, tally in jobs:
        tally.wait_for(20)
    kills = 0
    while all(len(tally.lines()) < 700 for _, tally in jobs) and kills < 12:
        reached = max(len(tally.lines()) for _, tally in jobs)
        kill()
        kills += 1
        jobs[kills % 2][1].wait_for(min(700, reached + chance.randrange(40)))
    assert kills >= 5, f"only {kills} kills found room"
    for program, tally in jobs:
        equal(program.result(), f"{sum(range(400))}\n", "the job's result")
        tally.expect_each_once(400)
        farm.expect_untouched(program)
    farm.wait_for_rest()


@test
def what_waited_for_executors_gets_them_from_the_next_manager():
    gate = farm.Gate("alice")
    first = farm.trial("sum", "--partitions", "2", "--map-gate", gate.directory, user="alice")
    gate.wait_for_tasks(2)
    second = farm.trial("sum", "--partitions", "2", user="bob", memory="3500M", executors=1)
    until(lambda: farm.croft_json("status")["waiting"] > 0, "a request waits")
    kill()
    equal(farm.croft_json("status")["waiting"], 1, "requests that wait")
    gate.open()
    equal(first.result(), second.result(), "the results of the same job")
    farm.wait_for_rest()
