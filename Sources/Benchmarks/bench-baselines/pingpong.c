// Messages to another process and back over a socket pair, so many of them on their way at a time. One read and one
// write for each message, at either end: what a task would cost that is sent by itself.

#include "baselines.h"
#include "support.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
  messageBytes = 64,            // About what a task's frame has.
  maximumInFlight = 128,        // Several hundred fill the sockets' buffers: then both ends wait for each other.
};

static int readMessage(int socket, char *message) {
  for (size_t have = 0; have < messageBytes;) {
    ssize_t count = read(socket, message + have, messageBytes - have);
    if (count < 0) fail("read", "a message", errno);
    if (count == 0) return 0;
    have += (size_t)count;
  }
  return 1;
}

static void writeMessage(int socket, const char *message) {
  for (size_t done = 0; done < messageBytes;) {
    ssize_t count = write(socket, message + done, messageBytes - done);
    if (count < 0) fail("write", "a message", errno);
    done += (size_t)count;
  }
}

static void echo(int socket) {
  char message[messageBytes];
  while (readMessage(socket, message)) writeMessage(socket, message);
}

static void play(int socket, size_t messages, size_t inFlight) {
  char message[messageBytes] = {0};
  size_t sent = 0;
  for (; sent < messages && sent < inFlight; sent++) writeMessage(socket, message);
  for (size_t received = 0; received < messages; received++) {
    if (!readMessage(socket, message)) refuse("the other process", "it has ended");
    if (sent < messages) {
      writeMessage(socket, message);
      sent++;
    }
  }
}

void pingpong(char **arguments) {
  size_t messages = parseCount(arguments[0], "MESSAGES", SIZE_MAX);
  size_t inFlight = parseCount(arguments[1], "INFLIGHT", maximumInFlight);
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) fail("make", "a socket pair", errno);
  pid_t child = fork();
  if (child < 0) fail("fork", "the other process", errno);
  if (child == 0) {
    close(ends[0]);
    echo(ends[1]);
    _exit(EXIT_SUCCESS);
  }
  close(ends[1]);
  double start = now();
  play(ends[0], messages, inFlight);
  report("seconds", now() - start);
  close(ends[0]);
  waitpid(child, NULL, 0);
}
