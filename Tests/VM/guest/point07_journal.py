"""What the journal has of a job, what `systemctl status` says, and the watchdog."""

import re

import farm
import machine
from harness import defer, equal, test, until

# Printed as fast as the journal takes them. Its usual limit is 10,000 in 30 s for a service, and three times as much on
# a disk of the guest's size.
FLOOD = 40_000


def printing(command, user="alice", **options):
    """The number of an application whose task runs the command, once it is over."""
    program = farm.trial("command", "--command", command, user=user, executors=1, **options)
    number = program.application()
    program.result()
    return number


def from_executors(number):
    """What the executors of an application printed. Not by their unit: journald looks it up when it reads an entry, and
    knows none if the process has ended by then."""
    entries = machine.journal(f"CROFT_APPLICATION={number}")
    return [entry for entry in entries if entry.get("_SYSTEMD_UNIT") != "croftd.service"]


def fields(entry, *names):
    return {name: entry.get("CROFT_" + name) for name in names}


@test
def each_line_carries_what_printed_it():
    program = farm.trial("greet", "--partitions", "4", user="alice", executors=1)
    number = str(program.application())
    program.result()
    entries = {entry["MESSAGE"]: entry for entry in from_executors(number)}
    for task in range(4):
        entry = entries[f"greetings from task {task}"]
        equal(fields(entry, "APPLICATION", "EXECUTOR", "JOB", "STAGE", "TASK", "ATTEMPT"),
              {"APPLICATION": number, "EXECUTOR": "1", "JOB": "1", "STAGE": "0", "TASK": str(task), "ATTEMPT": "0"},
              f"the fields of what task {task} printed")
        equal(entry["_UID"], str(machine.identity_of("alice")["user"]), "the user of the line")
    only = machine.messages(f"CROFT_APPLICATION={number}", "CROFT_TASK=3")
    equal(only, ["greetings from task 3"], "what the journal has of task 3")


@test
def users_read_their_own_lines_and_nobody_elses():
    number = str(printing("echo for alice alone >&2"))
    equal(farm.croft("logs", number, "--task", "1", "--output", "cat", user="alice"), "for alice alone\n", "croft logs")
    assert "for alice alone" not in machine.attempt("croft", "logs", number, user="bob").stdout, "bob reads it too"


@test
def process_of_a_millisecond_is_told_by_its_task():
    number = printing("echo brief >&2 & wait")
    brief = [entry for entry in from_executors(number) if entry["MESSAGE"] == "brief"]
    equal([fields(entry, "TASK", "ATTEMPT") for entry in brief], [{"TASK": "0", "ATTEMPT": "0"}], "entries")


@test
def long_lines_stay_whole_and_bytes_are_safe():
    number = printing(
        "head -c 20000 /dev/zero | tr '\\0' x >&2; echo >&2; printf 'a\\001\\377b\\n' >&2; echo '' 'end' >&2")
    shown = [entry["MESSAGE"] for entry in from_executors(number)]
    assert "x" * 20000 in shown, f"no line of 20,000 bytes in {[len(line) for line in shown]}"
    assert [97, 1, 255, 98] in shown, "the bytes are not there as they were printed"
    assert " end" in shown, shown[-1]


@test
def flood_of_one_user_loses_nothing_and_drops_nobody_elses():
    start = machine.now()
    flood = farm.trial("command", "--command", f"seq {FLOOD} >&2", user="alice", executors=1)
    number = flood.application()
    neighbour = str(printing("echo quiet words >&2", user="bob"))
    flood.result()
    # As text: it is quicker to read than fields.
    lines = machine.run(
        "journalctl", "--output=cat", "--quiet", f"CROFT_APPLICATION={number}", "CROFT_TASK=0").split()
    equal(len(lines), FLOOD, "lines in the journal")
    assert lines == [str(line) for line in range(1, FLOOD + 1)], "lines are missing, or in another order"
    quiet = [entry for entry in from_executors(neighbour) if entry["MESSAGE"] == "quiet words"]
    equal([fields(entry, "TASK") for entry in quiet], [{"TASK": "0"}], "the neighbour's line")
    dropped = [line for line in machine.messages("_COMM=systemd-journal", since=start) if "Suppressed" in line]
    equal(dropped, [], "what journald has dropped")


@test
def last_words_of_a_crash_are_kept():
    directory = farm.directory_of("alice")
    program = farm.trial(
        "misbehave", "--misbehaviour", "trapOnce", "--directory", directory, user="alice", executors=1)
    number = program.application()
    equal(program.result(), "6\n", "the job's result")

    def last_words():
        # By the executor, or by the manager in its place, and then of no unit: its process is gone.
        entries = machine.journal(f"CROFT_APPLICATION={number}")
        return [entry for entry in entries if "the milk boiled over" in str(entry["MESSAGE"])]

    words = until(last_words, "the journal has the last words", 20)
    equal(words[0]["CROFT_EXECUTOR"], "1", "the executor of the last words")
    equal(words[0]["_UID"], str(machine.identity_of("alice")["user"]), "their user")


@test
def every_change_of_the_manager_is_an_entry_that_the_catalog_explains():
    entries = machine.journal("_SYSTEMD_UNIT=croftd.service", "--boot")
    identified = {entry["MESSAGE_ID"] for entry in entries if "MESSAGE_ID" in entry}
    assert len(identified) >= 6, f"only {len(identified)} kinds of entries"
    catalog = machine.run("journalctl", "--list-catalog")
    known = set(re.findall(r"^([0-9a-f]{32}) Croft", catalog, re.MULTILINE))
    equal(sorted(identified - known), [], "identifiers that the catalog does not explain")
    ended = [entry for entry in entries if "out of memory" in entry["MESSAGE"] or "outOfMemory" in entry["MESSAGE"]]
    assert all("CROFT_EXECUTOR" in entry and entry["PRIORITY"] == "4" for entry in ended), ended
    explained = machine.run("journalctl", "--catalog", "--unit=croftd.service", "--boot", "--no-pager")
    assert "Subject: The manager serves the farm" in explained, "journalctl -x explains nothing"


@test
def status_tells_the_truth():
    gate = farm.Gate("alice")
    program = farm.trial("sum", "--partitions", "2", "--map-gate", gate.directory, user="alice")
    gate.wait_for_tasks(2)
    wanted = "1 application, 2 executors, 0 of 2 cores and "
    until(lambda: wanted in machine.systemctl("status", "croftd.service"), f"systemctl status says {wanted!r}", 10)
    gate.open()
    program.result()
    idle = "0 applications, 0 executors, 2 of 2 cores and "
    until(lambda: idle in machine.systemctl("status", "croftd.service"), f"systemctl status says {idle!r}", 10)


@test
def watchdog_restarts_a_stuck_manager_and_jobs_go_on():
    machine.write_drop_in("croftd.service", "[Service]\nWatchdogSec=4s\n")
    defer(lambda: machine.systemctl("restart", "croftd.service"))
    defer(lambda: machine.remove_drop_in("croftd.service"))
    machine.systemctl("restart", "croftd.service")
    start = machine.now()
    program, tally = farm.steady("alice", partitions=200)
    tally.wait_for(20)
    stuck = farm.manager_pid()
    machine.systemctl("kill", "--kill-whom=main", "--signal=STOP", "croftd.service")
    until(lambda: farm.manager_pid() not in (0, stuck), "systemd has started another manager")
    farm.wait_for_manager()
    said = machine.messages("_PID=1", "UNIT=croftd.service", since=start)
    assert any("Watchdog timeout" in line for line in said), said
    assert len(tally.lines()) < 400, "the job was over too soon"
    equal(program.result(), f"{sum(range(200))}\n", "the job's result")
    tally.expect_each_once(200)
    farm.expect_untouched(program)
    farm.wait_for_rest()
