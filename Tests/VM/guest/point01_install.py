"""The package is installed; a user's first submission starts the farm; users have nothing of each other."""

import json
import os
import signal

import farm
import machine
from harness import equal, test, until

SOCKET = "/run/croft/io.croft.Manager"


def count_words(user):
    """The example program over Debian's licences; its most frequent word."""
    program = farm.Program(
        farm.WORDCOUNT, "--master", "croft", "--executors", "2", "--executor-cores", "1", "--executor-memory", "64M",
        "/usr/share/common-licenses", user=user)
    return program.result().splitlines()[0].split()


def gated(user):
    """A job of two tasks that wait, each in an executor of its own."""
    gate = farm.Gate(user)
    program = farm.trial("sum", "--partitions", "2", "--map-gate", gate.directory, user=user)
    return program, gate, gate.wait_for_tasks(2)


@test
def package_installs_with_what_debian_has():
    farm.install()
    for program in ("/usr/bin/croft", "/usr/bin/croftd", "/usr/lib/croft/croft-pool"):
        assert "not found" not in machine.run("ldd", program), f"{program} lacks a library"
    depends = machine.run("dpkg-query", "--show", "--showformat=${Depends}", "croft")
    assert "swift" not in depends.lower(), depends
    equal(machine.run("dpkg", "--verify", "croft"), "", "what dpkg finds changed")
    equal(machine.systemctl("--failed", "--plain", "--no-legend").strip(), "", "failed units")


@test
def only_the_socket_runs_until_somebody_submits():
    equal(machine.show("croftd.socket", "ActiveState"), "active", "croftd.socket")
    equal(machine.show("croftd.service", "ActiveState"), "inactive", "croftd.service")
    equal(machine.show("croft-pool.service", "ActiveState"), "inactive", "croft-pool.service")
    equal(machine.systemctl("is-enabled", "croftd.socket").strip(), "enabled", "croftd.socket at boot")
    equal(os.stat(SOCKET).st_mode & 0o777, 0o666, "the socket's mode")


@test
def first_submission_of_an_ordinary_user_starts_the_farm():
    equal(count_words("alice")[1], "the", "the most frequent word")
    equal(machine.show("croftd.service", "ActiveState"), "active", "croftd.service")
    equal(machine.show("croft-pool.service", "ActiveState"), "active", "croft-pool.service")
    limits = {limit["name"]: limit["enforced"] for limit in farm.croft_json("status")["limits"]}
    assert limits and all(limits.values()), f"not enforced: {[name for name in limits if not limits[name]]}"
    farm.wait_for_rest()


@test
def executors_run_as_their_user_in_cgroups_of_their_own():
    program, gate, processes = gated("alice")
    equal(sorted(one["processID"] for one in program.executors()), sorted(processes), "executors")
    account = machine.identity_of("alice")
    for pid in processes:
        status = machine.process_status(pid)
        equal(status["Uid"].split(), [str(account["user"])] * 4, "user")
        equal(status["Gid"].split(), [str(account["group"])] * 4, "group")
        equal(sorted(map(int, status["Groups"].split())), sorted(account["extra_groups"]), "groups")
        equal(status["NoNewPrivs"], "1", "no_new_privs")
        equal([int(status[kind], 16) for kind in ("CapInh", "CapPrm", "CapEff", "CapAmb")], [0] * 4, "capabilities")
        equal([int(status[kind], 16) for kind in ("SigBlk", "SigIgn")], [0] * 2, "signals blocked and ignored")
        equal(machine.read(f"/proc/{pid}/oom_score_adj"), "0", "what it may be chosen before when memory is short")
        cgroup = machine.cgroup_of(pid)
        equal(cgroup.name, "agent", "the executor's own leaf")
        equal(cgroup.parent.parent.parent, farm.POOL, "the pool")
        equal(machine.read(cgroup.parent / "memory.max"), str(64 << 20), "memory.max")
        equal(machine.read(cgroup.parent / "pids.max"), "4096", "pids.max")
        equal(machine.read(cgroup.parent / "memory.oom.group"), "1", "memory.oom.group")
    gate.open()
    program.result()
    farm.wait_for_rest()


@test
def executors_may_and_see_what_their_user_does():
    probe = machine.PAYLOAD / "guest" / "probe.py"
    own = json.loads(machine.run("python3", probe, user="alice"))
    job = farm.trial("command", "--command", f"python3 {probe}", user="alice", executors=1)
    theirs = json.loads(job.result())
    refused = [action for action in own["may"] if own["may"][action] != theirs["may"][action]]
    equal(refused, [], "what works for a user's own process alone, or for an executor alone")
    for view, seen in own["sees"].items():
        equal(theirs["sees"][view], seen, view)


@test
def another_user_can_neither_see_nor_end_nor_read_a_job():
    program, gate, processes = gated("alice")
    number = str(program.application())
    for command, key in (("applications", "applications"), ("executors", "executors")):
        equal(farm.croft_json(command, user="bob")[key], [], f"what bob sees of {command}")
    for command in (["cancel", number], ["explain", number], ["history", number]):
        result = machine.attempt("croft", *command, user="bob")
        assert result.returncode != 0, f"bob may {' '.join(command)}: {result.stdout}"
    for command in (["stop"], ["drain"], ["reload"], ["scale", "Cores=1"]):
        result = machine.attempt("croft", *command, user="bob")
        assert result.returncode != 0, f"bob may {' '.join(command)}"
    for path in (farm.SCRATCH / number, f"/proc/{processes[0]}/environ", "/var/lib/croft/croft.db"):
        reading = "ls" if os.path.isdir(path) else "cat"
        assert machine.attempt(reading, path, user="bob").returncode != 0, f"{path} is readable"
    for pid in (*processes, program.process.pid):
        assert machine.attempt("kill", "-KILL", str(pid), user="bob").returncode != 0, "bob may kill"
    gate.open()
    program.result()
    farm.expect_untouched(program)
    farm.wait_for_rest()


@test
def members_of_the_administrators_group_see_and_end_all():
    program, gate, processes = gated("alice")
    machine.run("usermod", "--append", "--groups", "croft-admin", "carol")
    number = program.application()
    seen = farm.croft_json("applications", user="carol")["applications"]
    equal([one["id"] for one in seen], [number], "applications")
    farm.croft("cancel", str(number), user="carol")
    assert program.exit_status() != 0, "its driver ended well"
    until(lambda: not any(map(machine.is_running, processes)), "its executors have ended")
    farm.wait_for_rest()


@test
def a_killed_driver_leaves_nothing():
    program, gate, processes = gated("alice")
    program.process.send_signal(signal.SIGKILL)
    farm.wait_for_rest()
    assert not any(map(machine.is_running, processes)), "its executors still run"


@test
def root_submits_only_where_that_is_allowed():
    refused = machine.attempt(farm.WORDCOUNT, "--master", "croft", "/usr/share/common-licenses")
    equal(refused.returncode, 1, "exit status")
    assert "AllowRoot=" in refused.stderr, refused.stderr
    farm.configure("[Manager]\nAllowRoot=yes\n")
    equal(count_words(None)[1], "the", "the most frequent word")
    farm.wait_for_rest()
