"""Timers run commands by the calendar: what was missed is caught up, and what has passed is filled in."""

import json
import pathlib
import re
import time

import farm
import machine
from harness import defer, equal, test, until

EVERY = "*:*:0/10"
STEP = 10_000
OUTPUT = pathlib.Path("/root/croft-vm-schedules")


def schedule(*arguments, user=None):
    return farm.croft("schedule", *arguments, user=user)


def add(name, script, *options, calendar=EVERY, user=None):
    """A schedule of a shell script that is gone after the test; where it may write, in a directory of its own."""
    OUTPUT.mkdir(exist_ok=True)
    defer(lambda: machine.attempt("croft", "schedule", "remove", name, user=user))
    schedule("add", name, "--on-calendar", calendar, *options, "--", "sh", "-c", script, user=user)


def noting(name):
    """A script that notes its logical time, and the file that it notes it in."""
    file = OUTPUT / name
    file.unlink(missing_ok=True)
    return f'echo "$CROFT_LOGICAL_TIME" >> {file}', file


def lines(file):
    return file.read_text().splitlines() if file.exists() else []


def wait_for_lines(file, count, seconds=60):
    until(lambda: len(lines(file)) >= count, f"{count} lines in {file}", seconds)


def history(name, user=None):
    """Its runs, the oldest first."""
    return list(reversed(json.loads(schedule("history", name, "--json", user=user))["runs"]))


def listed(name):
    summaries = json.loads(schedule("list", "--json"))["schedules"]
    return next(one for one in summaries if one["name"] == name)


@test
def timer_fires_and_its_run_knows_its_window():
    note, file = noting("tick")
    add("tick", f'{note}; echo "ran $CROFT_SCHEDULE $A $PWD"', "--env", "A=b", "--description", '50% "of" it')
    units = [f"/etc/systemd/system/croft-schedule-tick.{kind}" for kind in ("timer", "service")]
    verified = machine.attempt("systemd-analyze", "verify", "--man=no", *units)
    equal((verified.returncode, verified.stdout + verified.stderr), (0, ""), "what systemd-analyze says of its units")
    equal(machine.systemctl("is-enabled", "croft-schedule-tick.timer").strip(), "enabled", "the timer at boot")
    wait_for_lines(file, 2)
    equal(len(set(lines(file))), len(lines(file)), "different logical times")
    run = history("tick")[0]
    equal((run["trigger"], run["outcome"], run["logicalTime"] % STEP), ("timer", "succeeded", 0), "the first run")
    equal(run["logicalTime"] - run["windowStart"], STEP, "the length of its window")
    assert run["startedAt"] - run["logicalTime"] < 5000, f"it came {run['startedAt'] - run['logicalTime']} ms late"
    said = machine.messages("CROFT_SCHEDULE=tick")
    assert "ran tick b /" in said, said
    refused = machine.attempt("croft", "schedule", "add", "tick", "--on-calendar", "daily", "--", "true")
    assert refused.returncode == 1 and "already" in refused.stderr, refused.stderr
    schedule("pause", "tick")
    until(lambda: listed("tick")["state"] == "paused", "no run goes on")
    assert "ran tick b /" in schedule("run-now", "tick"), "run-now does not show what it prints"
    equal(history("tick")[-1]["trigger"], "run-now", "the last run's trigger")


@test
def missed_windows_are_caught_up_as_the_schedule_says():
    notes = {policy: noting(policy) for policy in ("all", "last", "none")}
    for policy, (note, _) in notes.items():
        add(policy, note, "--catch-up", policy)
    for _, file in notes.values():
        wait_for_lines(file, 1)
    for policy in notes:
        schedule("pause", policy)
    equal((listed("all")["state"], listed("all").get("next")), ("paused", None), "a paused schedule")
    paused = int(time.time() * 1000)
    time.sleep(3.5 * STEP / 1000)
    resumed = int(time.time() * 1000)
    for policy in notes:
        schedule("resume", policy)
    for policy in notes:
        until(lambda: [run for run in history(policy) if run["logicalTime"] > resumed], "the timer has gone on")
    runs = {policy: [run["logicalTime"] for run in history(policy)] for policy in notes}
    equal(runs["all"], list(range(runs["all"][0], runs["all"][-1] + 1, STEP)), "logical times without a gap")
    missed = {policy: [time for time in runs[policy] if paused < time < resumed] for policy in runs}
    # By the time that the run began, a newer window may have passed.
    assert missed["last"] in ([], missed["all"][-1:]), f"of those missed, {missed['last']} were run by \"last\""
    equal(missed["none"], [], "missed windows that were run by \"none\"")
    triggers = {run["logicalTime"]: run["trigger"] for run in history("all")}
    equal([triggers[time] for time in missed["all"][:-1]], ["catch-up"] * (len(missed["all"]) - 1), "triggers")


@test
def window_never_runs_twice_at_the_same_time():
    marker = OUTPUT / "slow.now"
    add("slow", f"mkdir {marker} && sleep 12; rmdir {marker}")
    until(marker.exists, "it runs")
    running = listed("slow")
    equal(running["state"], "running", "its state")
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(running["last"] / 1000))
    refused = machine.attempt("croft", "schedule", "run-now", "slow", "--logical-time", moment)
    assert refused.returncode == 1 and "already" in refused.stderr, refused.stderr
    until(lambda: len([run for run in history("slow") if run["outcome"] == "succeeded"]) >= 2, "two runs", 90)
    equal([run["outcome"] for run in history("slow") if run["outcome"] not in ("succeeded", "running")], [], "outcomes")


@test
def killed_run_is_called_interrupted_and_the_timer_goes_on():
    note, file = noting("killed")
    add("killed", f"{note}; sleep 300")
    wait_for_lines(file, 1)
    machine.systemctl("kill", "--signal=KILL", "--kill-whom=main", "croft-schedule-killed.service")
    until(lambda: history("killed")[0]["outcome"] == "interrupted", "the history says so")
    equal(machine.attempt("pgrep", "--full", "^sleep 300").stdout, "", "what is left of the run")
    wait_for_lines(file, 2)


@test
def backfill_runs_past_windows_a_few_at_once():
    file = OUTPUT / "day"
    file.unlink(missing_ok=True)
    note = f'echo "$CROFT_WINDOW_START $CROFT_WINDOW_END" >> {file}'
    add("day", f'{note}; test "$CROFT_WINDOW_START" != 2026-01-03T00:00:00Z', calendar="daily")
    windows = ("--from", "2026-01-01", "--to", "2026-01-06")
    planned = farm.croft("backfill", "day", *windows, "--dry-run")
    assert "2026-01-06T00:00:00Z" in planned and not lines(file), f"a dry run: {planned}"
    first = machine.attempt("croft", "backfill", "day", *windows, "--max-running", "3")
    equal(first.returncode, 1, "exit status where a window fails")
    assert "failed: exit status 1" in first.stdout + first.stderr, first.stdout + first.stderr
    equal(len(lines(file)), 5, "windows that ran")
    machine.attempt("croft", "backfill", "day", *windows)
    equal(len(lines(file)), 6, "windows that ran when the failed one was tried again")
    machine.attempt("croft", "backfill", "day", *windows, "--again")
    equal(len(lines(file)), 11, "windows that ran when all were to run again")
    following = time.gmtime(listed("day")["next"] / 1000)
    equal((following.tm_hour, following.tm_min), (0, 0), "the next run")


@test
def program_of_the_farm_runs_by_the_calendar_of_its_user():
    machine.run("loginctl", "enable-linger", "alice")
    defer(lambda: machine.run("loginctl", "disable-linger", "alice"))
    runtime = pathlib.Path(f"/run/user/{machine.identity_of('alice')['user']}/systemd/private")
    until(runtime.exists, "alice's service manager runs")
    add("mine", f"id -un > ~/mine; {farm.WORDCOUNT} --master unix:/run/croft/io.croft.Manager "
        "--executor-memory 64M /usr/share/common-licenses", user="alice")
    until(lambda: [run for run in history("mine", user="alice") if "endedAt" in run], "its first run")
    equal(history("mine", user="alice")[0]["outcome"], "succeeded", "how it ended")
    equal(machine.run("cat", "/home/alice/mine"), "alice\n", "who ran it")
    equal(json.loads(schedule("list", "--json", user="bob"))["schedules"], [], "what bob sees")


@test
def removed_schedule_leaves_nothing():
    marker = OUTPUT / "gone"
    add("gone", f"touch {marker}; sleep 301")
    until(marker.exists, "it runs")
    schedule("remove", "gone")
    equal(machine.attempt("pgrep", "--full", "^sleep 301").stdout, "", "what is left of its run")
    left = [path for place in ("/etc/systemd", "/var/lib/systemd/timers", "/var/lib/croft/schedules")
            for path in pathlib.Path(place).rglob("*gone*")]
    equal(left, [], "files")
    units = machine.systemctl("list-units", "--all", "--plain", "--no-legend", "croft-schedule-gone*")
    equal(re.findall(r"\S+", units), [], "units")
