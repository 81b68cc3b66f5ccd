"""One of a thousand inputs, as `croft submit --python` runs it: most of them are easy, and four are not.

It is tried with the virtual machine (point12_commands.py), where a limit of memory is one, and without it
(Tests/IntegrationTests/Submit/ThousandInputsTests.swift).
"""

import os
import sys

# What the task has is 64 MiB, and then 128.
HUNGRY_BYTES = 96 << 20


def hang():
    """Ignores being asked to end, and has a child that does, too; tells who they are."""
    import signal

    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.fork()
    with open("hanging", "a", encoding="ascii") as file:
        file.write(f"{os.getpid()}\n")
    while True:
        signal.pause()


def main(word):
    attempt = int(os.environ["CROFT_ATTEMPT"])
    if word == "hangs":
        hang()
    if word == "fails" or (word == "fails-twice" and attempt <= 2):
        sys.exit(7)
    if word == "hungry":
        word += f" {len(b'x' * HUNGRY_BYTES)}"
    print(word, attempt)


main(sys.argv[1])
