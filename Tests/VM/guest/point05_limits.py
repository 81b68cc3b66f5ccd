"""What the farm may use changes while jobs run: it scales down without harm, and up again."""

import farm
import machine
from harness import defer, equal, test, until



def expect_fewer_and_more(program, tally, fewer, more):
    """The job goes from two executors to one and back, and no task suffers."""
    tally.wait_for(40)
    equal(len(program.executors()), 2, "executors at first")
    fewer()
    until(lambda: len(program.executors()) == 1, "one executor is left")
    reached = len(tally.lines())
    tally.wait_for(reached + 20)
    more()
    until(lambda: len(program.executors()) == 2, "there are two executors again")
    assert len(tally.lines()) < 2 * 400, "the job was over too soon"
    equal(program.result(), f"{sum(range(400))}\n", "the job's result")
    tally.expect_each_once(400)
    for word in ("runs again", "is lost", "failed"):
        assert word not in program.complaints, program.complaints
    farm.wait_for_rest()


@test
def memory_of_the_pool_is_lowered_and_raised():
    def limit(value):
        machine.systemctl("set-property", "--runtime", "croft-pool.service", f"MemoryMax={value}")
        farm.reload()

    defer(lambda: limit("infinity"))
    whole = farm.croft_json("status")["capacity"]["memoryBytes"]
    program, tally = farm.steady("alice", partitions=400, memory="512M")

    def fewer():
        limit("900M")
        equal(farm.croft_json("status")["capacity"]["memoryBytes"], 900 << 20, "memory that the farm has")

    expect_fewer_and_more(program, tally, fewer, more=lambda: limit("infinity"))
    equal(farm.croft_json("status")["capacity"]["memoryBytes"], whole, "memory that the farm has again")


@test
def cores_of_the_configuration_are_lowered_and_raised():
    program, tally = farm.steady("alice", partitions=400)
    expect_fewer_and_more(
        program, tally, fewer=lambda: farm.configure("[Manager]\nCores=1\n"),
        more=lambda: farm.configure("[Manager]\nCores=2\n"))


@test
def a_queue_gets_its_minimum_back_from_another_users_job():
    farm.configure("[Queue day]\nCoresMin=1\nUsers=bob\n\n[Queue night]\nPriority=-10\n")
    program, tally = farm.steady("alice", partitions=300, environment={"CROFT_QUEUE": "night"})
    tally.wait_for(40)
    due = farm.trial("sum", "--queue", "day", user="bob", executors=1)
    equal(len(due.result().splitlines()), 7, "lines of the result")
    equal(program.result(), f"{sum(range(300))}\n", "the result of the job that gave an executor back")
    tally.expect_each_once(300)
    refused = farm.trial("sum", "--queue", "day", user="alice")
    equal(refused.exit_status(), 1, "exit status of a user who may not use the queue")
    assert "day" in refused.complaints, refused.complaints
    farm.wait_for_rest()


@test
def a_users_limit_is_explained():
    farm.configure("[User alice]\nCoresMax=1\n")
    program, tally = farm.steady("alice", partitions=40)
    tally.wait_for(10)
    equal(len(program.executors()), 1, "executors")
    explanation = farm.croft("explain", str(program.application()), user="alice")
    assert "waits for" in explanation and "alice" in explanation, explanation
    program.result()
    farm.wait_for_rest()


@test
def mistakes_in_the_configuration_are_named_and_ignored():
    start = machine.now()
    farm.configure("[Manager]\nCores=1\nKores=1\n")
    complaints = machine.messages("--unit=croftd.service", "--priority=warning", since=start)
    assert any("50-test.conf:3" in line for line in complaints), complaints
    equal(farm.croft_json("status")["capacity"]["cores"], 1, "cores")
    checked = machine.attempt("croftd", "--system", "--check-config")
    equal(checked.returncode, 78, "exit status of the check")
    assert "50-test.conf:3" in checked.stdout + checked.stderr, checked.stderr
