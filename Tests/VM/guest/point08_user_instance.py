"""A user's own farm under `systemctl --user`, which outlives the login by lingering."""

import json
import pathlib

import farm
import machine
from harness import equal, test, until

UNITS = ("croftd.socket", "croftd.service", "croft-pool.service")


def runtime_directory():
    return pathlib.Path(f"/run/user/{machine.identity_of('alice')['user']}")


def own_pool():
    return machine.CGROUPS / machine.show("croft-pool.service", "ControlGroup", user="alice").lstrip("/")


@test
def lingering_user_has_a_farm_of_their_own():
    machine.run("loginctl", "enable-linger", "alice")
    until(lambda: (runtime_directory() / "systemd" / "private").exists(), "alice's service manager runs")
    # What is slowed down before it is killed would take half a minute to run out of memory.
    machine.run("sh", "-c", "mkdir -p ~/.config/croft; printf '[Executor]\\nMemoryHighPercent=100%%\\n' > "
                "~/.config/croft/croftd.conf", user="alice")
    machine.systemctl("enable", "--now", "croftd.socket", user="alice")
    assert not machine.is_active("croftd.service", user="alice"), "croftd runs before somebody submits"
    status = json.loads(farm.croft("status", "--json", user="alice"))
    equal(status["socket"], str(runtime_directory() / "croft" / "io.croft.Manager"), "the socket")
    equal(status["userID"], machine.identity_of("alice")["user"], "the manager's user")
    assert machine.is_active("croftd.service", user="alice"), "the first call did not start croftd"


@test
def delegated_controllers_are_used_and_others_are_named():
    equal(machine.show("croft-pool.service", "Delegate", user="alice"), "yes", "delegation")
    delegated = machine.read(own_pool() / "cgroup.controllers").split()
    assert {"cpu", "memory", "pids"} <= set(delegated), delegated
    limits = {limit["name"]: limit["enforced"] for limit in farm.croft_json("status", user="alice")["limits"]}
    for name in ("memory", "cores", "processes", "containment"):
        assert limits[name], f"{name} is not enforced"
    equal(limits["disks"], "io" in delegated, "disks")
    equal(limits["exclusive cores"], "cpuset" in delegated, "exclusive cores")


@test
def task_out_of_memory_is_tried_again_with_more():
    directory = farm.directory_of("alice")
    program = farm.trial(
        "misbehave", "--misbehaviour", "hogAlways", "--directory", directory, user="alice", executors=1)
    equal(program.result(), "6\n", "the job's result")
    assert "trying again with 2 times the usual memory" in program.complaints, program.complaints
    equal(len(list(directory.iterdir())), 2, "attempts")


@test
def job_outlives_the_death_of_the_users_manager():
    program, tally = farm.steady("alice", partitions=120)
    tally.wait_for(20)
    for pid in {task["processID"] for task in farm.croft_json("executors", user="alice")["executors"]}:
        assert machine.cgroup_of(pid).is_relative_to(own_pool()), f"{machine.cgroup_of(pid)} is not in the user's pool"
    dead = machine.show("croftd.service", "MainPID", user="alice")
    machine.systemctl("kill", "--kill-whom=main", "--signal=KILL", "croftd.service", user="alice")
    until(lambda: machine.show("croftd.service", "MainPID", user="alice") not in ("0", dead), "another manager")
    equal(program.result(), f"{sum(range(120))}\n", "the job's result")
    tally.expect_each_once(120)
    farm.expect_untouched(program)


@test
def it_is_nobody_elses():
    refused = machine.attempt(
        "croft", "status", "--socket", runtime_directory() / "croft" / "io.croft.Manager", user="bob")
    assert refused.returncode != 0, refused.stdout


@test
def stopped_units_leave_nothing_and_the_system_serves_again():
    pool = own_pool()
    machine.systemctl("disable", "--now", *UNITS[:2], user="alice")
    machine.systemctl("stop", *UNITS, user="alice")
    assert not pool.exists(), f"{pool} is left"
    for unit in UNITS:
        equal(machine.show(unit, "ActiveState", user="alice"), "inactive", unit)
    machine.run("loginctl", "disable-linger", "alice")
    until(lambda: not runtime_directory().exists(), "alice's service manager has ended")
    equal(farm.croft_json("status", user="alice")["userID"], 0, "the user of the manager that answers")
