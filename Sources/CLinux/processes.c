#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int croft_prctl(int option, uintptr_t argument) { return prctl(option, argument, 0, 0, 0); }

int croft_wait(int process_descriptor, bool blocking, int *code, int *status, struct rusage *usage) {
  siginfo_t information = {0};
  int how = WEXITED | (blocking ? 0 : WNOHANG);
  if (syscall(SYS_waitid, P_PIDFD, process_descriptor, &information, how, usage) != 0) return -1;
  if (information.si_pid == 0) return 0;
  *code = information.si_code;
  *status = information.si_status;
  return 1;
}

// Written before the first handler is installed, and lock-free, so that a handler may read it.
static volatile sig_atomic_t forward_descriptor = -1;

static void forward(int signal) {
  int saved = errno;
  unsigned char byte = (unsigned char)signal;
  // A full pipe already holds enough to wake its reader.
  if (write(forward_descriptor, &byte, 1) < 0) errno = saved;
}

int croft_forward_signals(const int *signals, size_t count, int descriptor) {
  forward_descriptor = descriptor;
  struct sigaction action = {.sa_handler = forward, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  for (size_t index = 0; index < count; index++)
    if (sigaction(signals[index], &action, NULL) != 0) return -1;
  return 0;
}
