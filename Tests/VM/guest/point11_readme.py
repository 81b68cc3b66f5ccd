"""The README's page about the service is followed word by word, on a machine that Croft was just removed from."""

import re
import shutil

import farm
import machine
from harness import equal, test

PAGE = "## Running it as a service"
# These are done where Swift is: the package was built by the first, and the second is another way to install.
ON_THE_BUILDING_MACHINE = ("Scripts/package", "Scripts/install")


def page():
    text = (machine.PAYLOAD / "README.md").read_text()
    assert PAGE in text, f"there is no {PAGE!r}"
    return text.split(PAGE, 1)[1].split("\n## ", 1)[0]


def blocks():
    """The commands of each block, without those for the machine that builds."""
    for block in re.findall(r"```sh\n(.*?)```", page(), re.DOTALL):
        commands = [line for line in block.splitlines() if not line.startswith(ON_THE_BUILDING_MACHINE)]
        if "Scripts/install" not in block:
            yield commands


def table():
    """The commands of the table's second column."""
    for line in page().splitlines():
        cells = line.split("|")
        if len(cells) == 4:
            yield from re.findall(r"`([^`]*)`", cells[2])


def follow(command, directory):
    """As an administrator would who sits in the checkout, and says yes to what apt asks; `less` is not wanted."""
    result = machine.attempt(
        "sh", "-c", f"cd {directory} && {command}", user="alice", seconds=240, answer="y\n",
        environment={"PATH": f"{machine.PATH}:/opt/croft-vm", "SYSTEMD_PAGER": ""})
    assert result.returncode == 0, f"{command}: exit status {result.returncode}\n{result.stdout}{result.stderr}"


@test
def every_command_of_the_page_works():
    checkout = farm.directory_of("alice")
    (checkout / ".build" / "package").mkdir(parents=True)
    shutil.copy(machine.PAYLOAD / "croft.deb", checkout / ".build" / "package" / "croft_1_amd64.deb")
    followed = [command for commands in blocks() for command in commands]
    assert len(followed) >= 10, f"there are only {followed}"
    machine.run("loginctl", "enable-linger", "alice")
    for command in followed:
        follow(command, checkout)
    equal(farm.croft_json("status", user="alice")["userID"], machine.identity_of("alice")["user"], "alice's manager")


@test
def every_command_of_its_table_works():
    commands = [command for command in table() if command.split()[0] in ("croft", "journalctl", "sudo")]
    commands = [command for command in commands if command != "sudo apt install"]
    assert len(commands) >= 6, f"there are only {commands}"
    for command in commands:
        follow(command, "/home/alice")
    assert not farm.is_installed(), "it is still installed"
