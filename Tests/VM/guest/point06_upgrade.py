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


@test
def machine_reboots_in_mid_job():
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
        "detached": int(number), "attached": attached.application(), "directory": str(gate.directory),
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
    equal([one["id"] for one in listed], [notes["detached"]], "applications")
    gate.open()
    until(lambda: not farm.croft_json("applications")["applications"], "the detached job ends")
    past = {one["id"]: one for one in farm.croft_json("history")["elements"]}
    equal(past[notes["detached"]].get("exitStatus"), 0, "exit status of its driver")
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
