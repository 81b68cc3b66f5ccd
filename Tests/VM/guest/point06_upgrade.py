"""The package is upgraded, and the machine rebooted, while jobs run."""

import json
import pathlib
import time

import farm
import harness
import machine
from harness import equal, test, until

# What the test before the reboot tells the one after it.
NOTES = pathlib.Path("/var/lib/croft-vm-reboot.json")


@test
def the_package_is_upgraded_in_mid_job():
    program, tally = farm.steady("alice", partitions=300, milliseconds=250)
    tally.wait_for(40)
    executors = sorted(one["processID"] for one in program.executors())
    pool, manager = machine.show("croft-pool.service", "MainPID"), farm.manager_pid()
    machine.run("apt-get", "install", "--yes", machine.PAYLOAD / "croft-upgrade.deb", seconds=240)
    assert len(tally.lines()) < 600, "the job was over too soon"
    assert machine.run("dpkg-query", "--show", "--showformat=${Version}", "croft").endswith("+upgraded"), "no upgrade"
    farm.wait_for_manager()
    assert farm.manager_pid() != manager, "the manager was not restarted"
    equal(machine.show("croft-pool.service", "MainPID"), pool, "the pool's process")
    equal(sorted(one["processID"] for one in program.executors()), executors, "executors")
    equal(program.result(), f"{sum(range(300))}\n", "the job's result")
    tally.expect_each_once(300)
    farm.expect_untouched(program)
    farm.wait_for_rest()


def submit_what_waits(directory):
    """A job of three tasks, one after another, of which the second waits for a file `go`; its number."""
    script = "echo {} >> log; until test {} != 2 || test -e go; do sleep 0.1; done"
    number = farm.Program(
        "env", f"--chdir={directory}", "croft", "submit", "--name", "submitted", "--memory", "64M", "--max-running",
        "1", "--shell", script, ":::", "1", "2", "3", user="alice").result()
    until(lambda: lines_of(directory) == ["1", "2"], "its second task runs", 120)
    return int(number)


def lines_of(directory):
    log = directory / "log"
    return log.read_text().split() if log.exists() else []


@test
def machine_reboots_in_mid_job():
    # First, so that there is a core for it.
    waiting = farm.directory_of("alice")
    submitted = submit_what_waits(waiting)
    gate = farm.Gate("alice")
    for number in "123":
        directory = gate.directory / number
        directory.mkdir()
        machine.run("chown", "alice:", directory)
    number = farm.croft(
        "run", "--detach", farm.TRIALJOBS, "tallied", "--master", "croft", "--executors", "2",
        "--executor-cores", "1", "--executor-memory", "64M", "--input", "/usr/share/common-licenses/GPL-3",
        "--directory", str(gate.directory), "--reduce-gate", str(gate.directory), "--gated-job", "2", user="alice")
    gate.wait_for_tasks(1)
    attached, tally = farm.steady("bob", partitions=1000, executors=1)
    until(lambda: attached.application(), "the attached job is registered")
    NOTES.write_text(json.dumps({
        "detached": int(number), "submitted": submitted, "waiting": str(waiting),
        "attached": attached.application(), "directory": str(gate.directory),
        "boot": machine.read("/proc/sys/kernel/random/boot_id"), "time": time.time()}))
    raise harness.Rebooting


@test
def reboot_is_quick_and_the_farm_is_there_again():
    notes = json.loads(NOTES.read_text())
    assert machine.read("/proc/sys/kernel/random/boot_id") != notes["boot"], "it is the same boot"
    uptime = float(machine.read("/proc/uptime").split()[0])
    down = time.time() - uptime - notes["time"]
    assert down < 45, f"it took {down:.0f} s to go down"
    equal(machine.systemctl("--failed", "--plain", "--no-legend").strip(), "", "failed units")
    until(lambda: machine.is_active("croftd.service"), "croftd runs for the detached job")


@test
def detached_job_goes_on_after_the_reboot():
    notes = json.loads(NOTES.read_text())
    gate = farm.Gate("alice", directory=pathlib.Path(notes["directory"]))
    gate.wait_for_tasks(1)
    listed = farm.croft_json("applications", user="alice")["applications"]
    equal(sorted(one["id"] for one in listed), sorted([notes["detached"], notes["submitted"]]), "applications")
    gate.open()
    waiting = pathlib.Path(notes["waiting"])
    until(lambda: lines_of(waiting) == ["1", "2", "2"], "the second task of the submitted job runs again", 120)
    (waiting / "go").touch()
    until(lambda: not farm.croft_json("applications")["applications"], "the detached jobs end")
    equal(lines_of(waiting), ["1", "2", "2", "3"], "tasks of the submitted job")
    past = {one["id"]: one for one in farm.croft_json("history")["elements"]}
    equal(past[notes["detached"]].get("exitStatus"), 0, "exit status of its driver")
    equal(past[notes["submitted"]].get("exitStatus"), 0, "exit status of the submitted job")
    equal(past[notes["submitted"]].get("tasks"), {"total": 3, "succeeded": 3, "failed": 0}, "its tasks")
    tally = (gate.directory / "1" / "tally").read_text().split("\n")
    equal(sorted(line for line in tally if line), [f"{kind} {task}" for kind in ("map", "reduce") for task in range(3)],
          "tasks of the job that was finished before the reboot")
    maps = [line for line in (gate.directory / "2" / "tally").read_text().splitlines() if line.startswith("map")]
    equal(sorted(maps), ["map 0", "map 1", "map 2"], "map tasks that were finished before the reboot")
    assert (gate.directory / "output" / "_SUCCESS").exists(), "its output is not whole"


@test
def history_is_kept_and_scratch_is_gone():
    notes = json.loads(NOTES.read_text())
    past = {one["id"]: one for one in farm.croft_json("history")["elements"]}
    assert notes["attached"] in past, f"application {notes['attached']} is not in the history"
    assert 1 in past, "the first application is not in the history"
    farm.wait_for_rest()
    program = farm.trial("sum", user="bob", executors=1)
    assert program.application() > max(past), "its number was had before"
    program.result()
