"""The farm as its users meet it: `croft`, programs that run on it, and gates that hold their tasks."""

import contextlib
import itertools
import json
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading

import harness
import machine

TRIALJOBS = "/opt/croft-vm/trialjobs"
WORDCOUNT = "/opt/croft-vm/wordcount"
POOL = pathlib.Path("/sys/fs/cgroup/system.slice/croft-pool.service")
SCRATCH = pathlib.Path("/var/lib/croft/scratch")


def croft(*arguments, user=None, **options):
    return machine.run("croft", *arguments, user=user, **options)


def croft_json(*arguments, user=None):
    return json.loads(croft(*arguments, "--json", user=user))


def manager_pid():
    return int(machine.show("croftd.service", "MainPID"))


def wait_for_manager():
    harness.until(lambda: machine.attempt("croft", "status").returncode == 0, "croftd answers")


def wait_for_rest():
    """Until no application is left, nor any trace of one."""
    harness.until(lambda: not pids_in_pool(), "no process of an application is left in the pool")
    harness.until(lambda: not list(POOL.glob("app-*")), "no cgroup of an application is left")
    harness.until(lambda: not any(SCRATCH.iterdir()), "no scratch directory is left")
    harness.equal(croft_json("status")["executors"], 0, "executors")


def pids_in_pool():
    """The processes of applications."""
    found = []
    for directory, _, _ in os.walk(POOL):  # It passes over what goes meanwhile.
        if "/app-" in directory:
            with contextlib.suppress(OSError), open(os.path.join(directory, "cgroup.procs"), encoding="ascii") as file:
                found += file.read().split()
    return found


def reload():
    """Has the manager read its configuration, and waits until it has: what systemd 252 does is to send a signal."""
    start = machine.now()
    machine.systemctl("reload", "croftd.service")
    harness.until(
        lambda: any("configuration was read again" in line for line in machine.messages("--unit=croftd", since=start)),
        "the manager has read its configuration")


def configure(text):
    """Makes it the site's configuration until the test ends."""
    file = pathlib.Path("/etc/croft/croftd.conf.d/50-test.conf")
    file.write_text(text)

    def take_back():
        file.unlink(missing_ok=True)
        reload()

    harness.defer(take_back)
    reload()


def directory_of(user):
    """A new directory that is the user's."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="croft-test-", dir="/home/" + user))
    account = pwd.getpwnam(user)
    os.chown(path, account.pw_uid, account.pw_gid)
    return path


class Program:
    """A program that runs; what it prints is kept. It ends with the test."""

    names = (f"program-{number}-{os.getpid()}" for number in itertools.count())

    def __init__(self, *command, user, environment=None):
        self.name = next(self.names)
        identity = machine.identity_of(user)
        identity["env"] |= {"CROFT_NAME": self.name} | (environment or {})
        self.user, self.output, self.complaints = user, "", ""
        self.change = threading.Condition()
        self.process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            **identity)
        self.readers = [
            threading.Thread(target=self._read, args=(self.process.stdout, "output"), daemon=True),
            threading.Thread(target=self._read, args=(self.process.stderr, "complaints"), daemon=True),
        ]
        for reader in self.readers:
            reader.start()
        harness.defer(self.end)
        harness.diagnose(lambda: f"{' '.join(map(str, command))}:\n{self.output[-2000:]}{self.complaints[-4000:]}")

    def _read(self, stream, name):
        for line in stream:
            with self.change:
                setattr(self, name, getattr(self, name) + line.decode(errors="replace"))
                self.change.notify_all()

    def wait_for(self, text, seconds=120):
        """Until it says so on standard error."""
        with self.change:
            assert self.change.wait_for(lambda: text in self.complaints, seconds), f"it did not say {text!r}"

    def result(self, seconds=200):
        """Its standard output; it has to succeed."""
        status = self.exit_status(seconds)
        assert status == 0, f"exit status {status}\n{self.complaints[-2000:]}"
        return self.output

    def exit_status(self, seconds=200):
        status = self.process.wait(seconds)
        for reader in self.readers:
            reader.join(seconds)
        return status

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def executors(self):
        """As `croft executors` has them."""
        return [one for one in croft_json("executors")["executors"] if one["application"] == self.application()]

    def application(self):
        """Its number, also when it is over."""
        def find():
            listed = croft_json("applications")["applications"] + croft_json("history")["elements"]
            return next((one["id"] for one in listed if one["name"] == self.name), None)

        return harness.until(find, "it is registered")


def trial(kind, *arguments, user, executors=2, cores=1, memory="64M", environment=None):
    """A job of the program `trialjobs`."""
    return Program(
        TRIALJOBS, kind, "--master", "croft", "--executors", executors, "--executor-cores", cores, "--executor-memory",
        memory, *arguments, user=user, environment=environment)


class Gate:
    """Where the tasks of a job wait until it is opened."""

    def __init__(self, user, directory=None):
        """A new one, or that of an earlier boot in its directory."""
        self.directory = directory or directory_of(user)
        account = pwd.getpwnam(user)
        for name in ("begun", "gate") if directory is None else ():
            os.mkfifo(self.directory / name)
            os.chown(self.directory / name, account.pw_uid, account.pw_gid)
        # Both ways, so that it is never at its end; what tasks write is seen when it is asked for.
        self.begun = os.open(self.directory / "begun", os.O_RDWR | os.O_NONBLOCK)
        self.lines = []
        self.opened = None
        harness.defer(self.open)

    def tasks(self):
        """The process of each attempt that has come to the gate."""
        while True:
            try:
                self.lines += os.read(self.begun, 1 << 16).decode().split()
            except BlockingIOError:
                return [int(line) for line in self.lines]

    def wait_for_tasks(self, count):
        harness.until(lambda: len(self.tasks()) >= count, f"{count} tasks at the gate", seconds=120)
        return self.tasks()

    def open(self):
        """For all that wait there, and that come later."""
        if self.opened is None:
            self.opened = os.open(self.directory / "gate", os.O_RDWR | os.O_NONBLOCK)
            os.set_blocking(self.opened, True)


class Tally:
    """Where each attempt of a task leaves a line."""

    def __init__(self, user):
        self.directory = directory_of(user)

    def lines(self):
        file = self.directory / "tally"
        return file.read_text().splitlines() if file.exists() else []

    def wait_for(self, count, seconds=120):
        harness.until(lambda: len(self.lines()) >= count, f"{count} lines of the tally", seconds)

    def expect_each_once(self, partitions):
        expected = sorted(f"{word} {number}" for number in range(partitions) for word in ("begun", "done"))
        lines = sorted(self.lines())
        twice = sorted({line for line in lines if lines.count(line) > 1})
        assert lines == expected, f"{len(lines)} lines in place of {len(expected)}; more than once: {twice}"


def steady(user, partitions, milliseconds=100, executors=2, **options):
    """A job of many small tasks, and its tally."""
    tally = Tally(user)
    program = trial(
        "steady", "--partitions", partitions, "--milliseconds", milliseconds, "--directory", tally.directory, user=user,
        executors=executors, **options)
    return program, tally


def expect_untouched(program):
    """Not one of its tasks failed or ran again."""
    for word in ("runs again", "is lost", "trying again", "failed"):
        assert word not in program.complaints, f"it says {word!r}:\n{program.complaints[-2000:]}"


# What a test or the system itself writes to at any time.
VOLATILE = (
    "/dev", "/home", "/mnt", "/opt/croft-vm", "/proc", "/root", "/sys", "/tmp", "/var/cache", "/var/lib/apt",
    "/var/lib/croft-vm", "/var/lib/dpkg", "/var/lib/systemd", "/var/log", "/var/tmp", "/run/systemd", "/run/udev",
    "/run/log", "/run/user", "/run/credentials")
FILES_BEFORE = pathlib.Path("/var/lib/croft-vm-files.json")


def files_of_the_system():
    """The paths of all files that are there to stay."""
    found = set()
    for directory, directories, files in os.walk("/"):
        directories[:] = [name for name in directories if not os.path.join(directory, name).startswith(VOLATILE)]
        found.update(os.path.join(directory, name) for name in directories + files)
    return {path for path in found if not path.startswith(VOLATILE)}


def files_before():
    """Those before the package was installed."""
    return set(json.loads(FILES_BEFORE.read_text()))


def install():
    """Installs the package, and the programs that run on the farm."""
    FILES_BEFORE.write_text(json.dumps(sorted(files_of_the_system())))
    shutil.copytree(machine.PAYLOAD / "programs", "/opt/croft-vm", dirs_exist_ok=True)
    machine.run("apt-get", "install", "--yes", "--no-install-recommends", machine.PAYLOAD / "croft.deb", seconds=240)


def is_installed():
    return os.path.exists("/usr/bin/croftd")
