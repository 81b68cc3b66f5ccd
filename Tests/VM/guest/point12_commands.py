"""Commands that an ordinary user submits, each in a cgroup of its own with its own limits."""

import contextlib
import json
import os
import pathlib
import pwd
import re

import farm
import machine
from harness import defer, equal, test, until
from point02_memory import kernel_kills

MEBIBYTE = 1 << 20
SCRIPT = pathlib.Path(__file__).parent / "thousand.py"
AWKWARD = {1: "hangs", 250: "fails", 500: "fails-twice", 750: "hungry"}
FAILING = (1, 250)
# Not those that a lone process of two idle processors would need: it is emulated, and it isn't alone.
SECONDS_FOR_A_TASK = 15


def submitting(directory, *arguments, user="bob"):
    """A `croft submit` that runs."""
    return farm.Program("env", f"--chdir={directory}", "croft", "submit", *arguments, user=user)


def submit(directory, *arguments, user="bob"):
    """Submits in a directory; standard output of what has to succeed."""
    return submitting(directory, *arguments, user=user).result()


def tasks(job, user="bob"):
    """By their numbers."""
    return {task["task"]: task for task in farm.croft_json("tasks", str(job), user=user)["tasks"]}


def expect_nothing_runs(file):
    """None of the processes that a file names."""
    processes = [int(line) for line in file.read_text().split()]
    assert processes, f"{file} is empty"
    equal([process for process in processes if machine.is_running(process)], [], "processes that are left")
    return processes


@test
def package_is_there_again():
    if not farm.is_installed():
        farm.install()
    farm.wait_for_manager()


@test
def each_command_lives_in_a_cgroup_with_its_limits():
    script = "cd /sys/fs/cgroup/$(cut -d: -f3 /proc/self/cgroup) && pwd && cat memory.max pids.max; : {}"
    output = submit(
        farm.directory_of("bob"), "--wait", "--ordered", "--memory", "100M", "--pids", "20", "--shell", script, ":::",
        "a", "b").splitlines()
    equal(output[1:3] + output[4:6], [str(100 * MEBIBYTE), "20"] * 2, "the limits")
    for cgroup in output[0], output[3]:
        assert re.fullmatch(rf"{farm.POOL}/app-\d+/.*/task-\d+", cgroup), cgroup
    farm.wait_for_rest()


def leaf_of_limit(file, value):
    """The cgroup of a command for which a file says so."""
    for directory, _, _ in os.walk(farm.POOL):  # It passes over what goes meanwhile.
        if "/task-" in directory:
            with contextlib.suppress(OSError):
                if machine.read(f"{directory}/{file}") == value:
                    return pathlib.Path(directory)
    return None


@test
def a_fork_bomb_stops_at_the_limit_of_its_task():
    directory = farm.directory_of("bob")
    bomb = submitting(
        directory, "--name", "bomb", "--wait", "--pids", "30", "--timeout", f"{SECONDS_FOR_A_TASK}s", "--retries", "0",
        "--shell", "b() { b | b & }; b; exec sleep infinity")
    leaf = until(lambda: leaf_of_limit("pids.max", "30"), "the bomb's cgroup", 120)
    until(lambda: machine.figures(leaf / "pids.events")["max"] > 0, "the bomb meets its limit")
    assert int(machine.read(leaf / "pids.current")) <= 30, "more processes than allowed"
    neighbour = submit(directory, "--wait", "--", "sh", "-c", "echo {} | cat", ":::", *map(str, range(20)))
    equal(sorted(map(int, neighbour.split())), list(range(20)), "what the neighbour prints")
    equal(bomb.exit_status(), 1, "exit status of the bomb")
    equal(tasks("bomb")[1]["reason"], "timedOut", "the end of the bomb")
    farm.wait_for_rest()


@test
def a_task_that_daemonises_leaves_nothing():
    directory = farm.directory_of("bob")
    daemon = "(setsid sh -c '(setsid sh -c \"echo \\$\\$ > daemon; exec sleep 1000\" &)' &)"
    submit(directory, "--wait", "--shell", daemon + "; until test -s daemon; do sleep 0.1; done")
    expect_nothing_runs(directory / "daemon")
    farm.wait_for_rest()


@test
def a_job_goes_on_when_the_manager_is_restarted():
    directory = farm.directory_of("bob")
    job = submit(directory, "--name", "restarted", "--array", "1-60", "--memory", "64M", "--shell",
                 "echo $CROFT_ARRAY_INDEX >> log; sleep 0.3").strip()
    log = directory / "log"

    def lines():
        return log.read_text().split() if log.exists() else []

    until(lambda: len(lines()) >= 5, "five tasks have begun", 120)
    machine.systemctl("restart", "croftd.service")
    assert len(lines()) < 60, "the job was over too soon"
    farm.croft("wait", job, user="bob", seconds=200)
    equal(sorted(map(int, lines())), list(range(1, 61)), "each task once")
    equal({task["attempts"] for task in tasks(job).values()}, {1}, "attempts")
    farm.wait_for_rest()


def sessions_of(user):
    listed = json.loads(machine.run("loginctl", "list-sessions", "--output=json"))
    return [session for session in listed if session["uid"] == user]


@test
def a_detached_job_outlives_the_login():
    configuration = pathlib.Path("/etc/systemd/logind.conf.d/50-test.conf")
    configuration.parent.mkdir(exist_ok=True)
    configuration.write_text("[Login]\nKillUserProcesses=yes\n")
    machine.systemctl("restart", "systemd-logind.service")
    defer(lambda: machine.systemctl("restart", "systemd-logind.service"))
    defer(configuration.unlink)
    directory = farm.directory_of("bob")
    script = "until test -e go; do sleep 0.1; done; echo $WORD > done"
    job = machine.run(
        "su", "--login", "bob", "--command", f"cd {directory} && WORD=out croft submit --shell '{script}'").strip()
    user = pwd.getpwnam("bob").pw_uid
    until(lambda: not sessions_of(user), "bob is logged out")
    (directory / "go").touch()
    farm.croft("wait", job, user="bob")
    equal((directory / "done").read_text(), "out\n", "what the job has written")
    farm.wait_for_rest()


@test
def each_tasks_lines_are_found_by_its_number():
    directory = farm.directory_of("bob")
    job = submit(directory, "--", "sh", "-c", "echo out of {}; echo error of {} >&2", ":::", "one", "two").strip()
    farm.croft("wait", job, user="bob")
    for number, word in (1, "one"), (2, "two"):
        lines = farm.croft("logs", job, "--task", str(number), "--output", "cat", user="bob").splitlines()
        equal(sorted(lines), [f"error of {word}", f"out of {word}"], f"the lines of task {number}")


@test
def the_doctor_finds_nothing_wrong():
    for user in (None, "bob"):
        result = machine.attempt("croft", "doctor", "--json", user=user)
        # Nothing sets the guest's clock. The exit status is that of the worst finding.
        found = [one for one in json.loads(result.stdout)["findings"] if one["severity"] != "ok"]
        equal([one for one in found if one["check"] != "clock"], [], f"what is wrong for {user or 'root'}")
        equal(result.returncode, 1 if found else 0, f"exit status for {user or 'root'}")


@test
def lists_and_tables_show_a_job_that_runs_and_that_is_over():
    directory = farm.directory_of("bob")
    job = submit(directory, "--name", "visible", "--shell", "touch begun; until test -e go; do sleep 0.1; done").strip()
    until((directory / "begun").exists, "the task has begun", 120)
    equal(farm.croft("list", "--state", "running", "--quiet", user="bob").split(), [job], "jobs that run")
    assert "visible" in farm.croft("show", job, user="bob"), "croft show doesn't name it"
    assert "visible" in farm.croft("top", "--once", user="bob"), "croft top doesn't name it"
    (directory / "go").touch()
    farm.croft("wait", "visible", user="bob")
    succeeded = farm.croft("list", "--state", "succeeded", "--quiet", user="bob").split()
    assert job in succeeded, f"{job} is not among {succeeded}"
    table = farm.croft("tasks", "visible", user="bob").splitlines()
    equal([table[0].split()[0], table[1].split()[0]], ["TASK", "1"], "the table")


@test
def each_of_a_thousand_inputs_ends_as_it_has_to():
    directory, start = farm.directory_of("bob"), machine.now()
    (directory / "inputs").write_text("".join(f"{AWKWARD.get(n, f'easy-{n}')}\n" for n in range(1, 1001)))
    program = submitting(
        directory, "--wait", "--name", "thousand", "--memory", "64M", "--memory-growth", "2:128M", "--timeout",
        f"{SECONDS_FOR_A_TASK}s", "--kill-after", "1s", "--retries", "3", "--backoff", "100ms", "--output",
        "out/{#}.txt", "--over", "inputs", "--python", SCRIPT)
    equal(program.exit_status(850), 1, "exit status")
    assert "1000 tasks: 998 succeeded, 2 failed" in program.complaints, program.complaints
    table = tasks("thousand")
    equal(sorted(table), list(range(1, 1001)), "tasks")
    equal(sorted(n for n, task in table.items() if task["state"] == "failed"), list(FAILING), "tasks that failed")
    attempts = {n: task["attempts"] for n, task in table.items() if task["attempts"] != 1}
    equal(attempts, {1: 4, 250: 4, 500: 3, 750: 2}, "attempts")
    equal([table[n]["reason"] for n in FAILING], ["timedOut", "failed"], "reasons")
    equal(table[250]["exitCode"], 7, "exit status of the one that always fails")
    peaks = {n: task["memoryPeakBytes"] for n, task in table.items()}
    assert 96 * MEBIBYTE < peaks[750] <= 128 * MEBIBYTE, f"the hungry one took {peaks[750]}"
    assert all(0 < peak <= 64 * MEBIBYTE for n, peak in peaks.items() if n != 750), sorted(peaks.values())[-5:]
    equal(len(kernel_kills(start)), 1, "processes that the kernel killed")
    expect_output(directory / "out")
    equal(len(expect_nothing_runs(directory / "hanging")), 8, "processes of the one that hangs")
    expect_no_executor_lost("thousand")
    farm.wait_for_rest()


def expect_output(directory):
    """Files of all that succeeded, and of no other."""
    expected = {f"{n}.txt": f"easy-{n} 1\n" for n in range(1, 1001)}
    for n in FAILING:
        del expected[f"{n}.txt"]
    expected |= {"500.txt": "fails-twice 3\n", "750.txt": f"hungry {96 * MEBIBYTE} 2\n"}
    found = {file.name: file.read_text() for file in directory.iterdir()}
    equal(sorted(found), sorted(expected), "files")
    equal({name: text for name, text in found.items() if text != expected[name]}, {}, "files with something else")


def expect_no_executor_lost(job):
    number = farm.croft_json("show", job, user="bob")["job"]["id"]
    executors = farm.croft_json("history", str(number), "--executors", user="bob")["elements"]
    assert executors, "the history has no executors"
    lost = [one["end"] for one in executors if one["end"]["reason"] not in ("released", "stopped", "reclaimed")]
    # One that was given back may end by itself before it is told to.
    lost = [end for end in lost if (end["reason"], end.get("code")) != ("exited", 0)]
    equal(lost, [], "executors that were lost")
