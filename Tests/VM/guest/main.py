"""What the guest's service runs after each boot: the tests of the points asked for, then the end of the machine."""

import importlib
import pathlib
import subprocess

import farm
import harness

RESULTS = pathlib.Path("/dev/virtio-ports/croft.results")
PAYLOAD = pathlib.Path(__file__).resolve().parent.parent


def main():
    harness.until(RESULTS.exists, "the port for the results")
    # Tests begin with a machine that has come to rest.
    subprocess.run(["systemctl", "is-system-running", "--wait"], stdout=subprocess.DEVNULL, check=False)
    points = {int(line) for line in (PAYLOAD / "points").read_text().split()}
    if points and 1 not in points and not farm.is_installed():
        farm.install()
    for module in sorted(pathlib.Path(__file__).parent.glob("point*.py")):
        importlib.import_module(module.stem)
    with open(RESULTS, "w", encoding="utf-8") as results:
        is_over = harness.Run(results, points).go_on()
    subprocess.run(["systemctl", "poweroff" if is_over else "reboot"], check=True)


main()
