"""The machine that the farm runs on: commands, units, cgroups, processes, the journal."""

import json
import os
import pathlib
import pwd
import subprocess
import time

CGROUPS = pathlib.Path("/sys/fs/cgroup")
PAYLOAD = pathlib.Path(__file__).resolve().parent.parent
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def identity_of(user):
    """What makes a process the user's, for subprocess; root stays root."""
    account = pwd.getpwnam(user or "root")
    environment = {"PATH": PATH, "LANG": "C.UTF-8", "HOME": account.pw_dir, "USER": account.pw_name}
    if os.path.isdir(f"/run/user/{account.pw_uid}"):
        environment["XDG_RUNTIME_DIR"] = f"/run/user/{account.pw_uid}"
    arguments = {"cwd": account.pw_dir, "env": environment}
    if user:
        groups = os.getgrouplist(account.pw_name, account.pw_gid)
        arguments |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": groups}
    return arguments


def attempt(*command, user=None, seconds=120, environment=None, answer=""):
    """Runs it, whatever its exit status; all streams are text."""
    identity = identity_of(user)
    identity["env"] |= environment or {}
    return subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, errors="replace", timeout=seconds,
        input=answer, check=False, **identity)


def run(*command, **options):
    """Its standard output; it has to succeed."""
    result = attempt(*command, **options)
    assert result.returncode == 0, (
        f"{' '.join(map(str, command))}: exit status {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout


def systemctl(*arguments, user=None):
    return run("systemctl", *(["--user"] if user else []), *arguments, user=user)


def show(unit, key, user=None):
    """A property of a unit."""
    return systemctl("show", "--property", key, "--value", unit, user=user).strip()


def is_active(unit, user=None):
    return show(unit, "ActiveState", user=user) == "active"


def write_drop_in(unit, text):
    """For this boot; to be followed by a daemon-reload."""
    directory = pathlib.Path(f"/run/systemd/system/{unit}.d")
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "50-test.conf").write_text(text)
    systemctl("daemon-reload")


def remove_drop_in(unit):
    pathlib.Path(f"/run/systemd/system/{unit}.d/50-test.conf").unlink(missing_ok=True)
    systemctl("daemon-reload")


def now():
    """A moment, for `journal(since:)`."""
    return f"@{time.time():.6f}"


def journal(*matches, since=None, user=None):
    """Its entries, as dictionaries, that `user` may read."""
    run("journalctl", "--sync")
    # Not --after-cursor: with matches, journalctl skips the first entry that fits when the cursor's own doesn't.
    arguments = ["--output=json", "--all", "--quiet", *([f"--since={since}"] if since else []), *matches]
    return [json.loads(line) for line in run("journalctl", *arguments, user=user).splitlines()]


def messages(*matches, **options):
    return [entry.get("MESSAGE") for entry in journal(*matches, **options)]


def read(path):
    return pathlib.Path(path).read_text().strip()


def figures(path):
    """A file of lines with a key and a number, such as cpu.stat."""
    return {key: int(value) for key, value in (line.split() for line in read(path).splitlines())}


def process_status(pid):
    """/proc/PID/status."""
    lines = read(f"/proc/{pid}/status").splitlines()
    return {key: value.strip() for key, value in (line.split(":", 1) for line in lines)}


def is_running(pid):
    try:
        return process_status(pid)["State"][0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def cgroup_of(pid):
    return CGROUPS / read(f"/proc/{pid}/cgroup").split("::/", 1)[1]
