"""Tells what a process may do and see, so that an executor's child can be compared with its user's own."""

import ctypes
import json
import mmap
import os
import pathlib
import socket
import subprocess
import tempfile

LIBC = ctypes.CDLL(None, use_errno=True)


def works(action):
    try:
        action()
    except OSError:
        return False
    return True


def writes_in(directory):
    with tempfile.NamedTemporaryFile(dir=directory):
        pass


def opens(family, kind=socket.SOCK_STREAM):
    socket.socket(family, kind).close()


def talks(address):
    """To itself, over the network."""
    with socket.create_server((address, 0)) as server, socket.create_connection(server.getsockname(), 2) as client:
        client.sendall(b"x")
        with server.accept()[0] as connection:
            connection.recv(1)


def starts(*command):
    status = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode
    if status:
        raise OSError(status, f"exit status {status}")


def calls(name, *arguments):
    if getattr(LIBC, name)(*arguments) < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def maps_executable_memory():
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def sets_group_bit():
    with tempfile.NamedTemporaryFile(dir=os.environ["HOME"]) as file:
        os.fchmod(file.fileno(), 0o2755)


# From <linux/keyctl.h>, <sys/personality.h> and <bits/resource.h>.
KEYCTL_GET_KEYRING_ID, KEY_SPEC_USER_KEYRING = 0, -4
ADDR_NO_RANDOMIZE = 0x0040000

ACTIONS = {
    **{f"write in {place}": (lambda place=place: writes_in(place)) for place in (
        os.environ["HOME"], "/tmp", "/var/tmp", "/dev/shm", "/etc", "/run", "/var/lib/croft")},
    **{f"list {place}": (lambda place=place: os.listdir(place)) for place in (
        "/home", "/root", "/boot", "/sys/kernel")},
    **{f"open {device}": (lambda device=device: open(device, "rb").close()) for device in (
        "/dev/null", "/dev/urandom", "/dev/tty", "/dev/fuse", "/dev/kmsg", "/dev/vda")},
    "a socket of AF_UNIX": lambda: opens(socket.AF_UNIX),
    "a socket of AF_INET": lambda: opens(socket.AF_INET),
    "a socket of AF_INET6": lambda: opens(socket.AF_INET6),
    "a socket of AF_NETLINK": lambda: opens(socket.AF_NETLINK, socket.SOCK_RAW),
    "a socket of AF_PACKET": lambda: opens(socket.AF_PACKET, socket.SOCK_RAW),
    "the loopback device": lambda: talks("127.0.0.1"),
    "a user namespace": lambda: starts("unshare", "--user", "--map-root-user", "--mount", "true"),
    "a trace of its child": lambda: starts(
        "python3", "-c", "import ctypes; exit(ctypes.CDLL(None).ptrace(0, 0, 0, 0))"),
    "executable memory": maps_executable_memory,
    "personality": lambda: calls("personality", ADDR_NO_RANDOMIZE),
    "a lower priority": lambda: os.setpriority(os.PRIO_PROCESS, 0, os.getpriority(os.PRIO_PROCESS, 0) + 1),
    "a higher priority": lambda: os.setpriority(os.PRIO_PROCESS, 0, -5),
    "the set-group-id bit": sets_group_bit,
    "an affinity": lambda: os.sched_setaffinity(0, os.sched_getaffinity(0)),
}


def visible():
    """What it sees of the machine."""
    status = dict(line.split(":\t", 1) for line in pathlib.Path("/proc/self/status").read_text().splitlines())
    return {
        "identity": [status["Uid"], status["Gid"], sorted(status["Groups"].split())],
        "capabilities": [status["CapInh"], status["CapPrm"], status["CapEff"], status["CapAmb"]],
        "namespaces": {
            name: os.readlink(f"/proc/self/ns/{name}") for name in ("ipc", "mnt", "net", "pid", "user", "uts")},
        "mounts": sorted(line.split()[1] for line in open("/proc/self/mounts", encoding="utf-8")),
        "/tmp": sorted(os.listdir("/tmp")),
        "/dev": sorted(os.listdir("/dev")),
        "/proc": len([name for name in os.listdir("/proc") if name.isdigit()]) > 20,
        "network": sorted(os.listdir("/sys/class/net")),
    }


print(json.dumps({"may": {name: works(action) for name, action in ACTIONS.items()}, "sees": visible()}))
