#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/sched.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// What the child writes to the error pipe; close-on-exec means that a pipe which ends empty is a started image.
struct report {
  int step;
  int error;
};

static _Noreturn void fail(int pipe, int step) {
  struct report report = {.step = step, .error = errno};
  ssize_t ignored = write(pipe, &report, sizeof report);
  (void)ignored;
  _exit(127);
}

// exec keeps ignored signals ignored and the mask as it is; an image starts with neither. The raw call, since
// glibc's refuses its own two signals, which a parent may have ignored all the same.
static int reset_signals(void) {
  static const unsigned long default_action[4] = {0};  // the kernel's struct: SIG_DFL, flags, restorer, mask
  for (int signal = 1; signal < NSIG; signal++)
    if (syscall(SYS_rt_sigaction, signal, default_action, NULL, NSIG / 8) != 0 && errno != EINVAL)
      return -1;  // EINVAL: KILL and STOP
  sigset_t none;
  sigemptyset(&none);
  return sigprocmask(SIG_SETMASK, &none, NULL);
}

// All move above 3 first, so that none is overwritten before it has been copied to its place.
static int place_descriptors(const int wanted[4], int *image, int *pipe) {
  const int sources[6] = {wanted[0], wanted[1], wanted[2], wanted[3], *image, *pipe};
  int moved[6];
  for (int index = 0; index < 6; index++)
    if ((moved[index] = fcntl(sources[index], F_DUPFD_CLOEXEC, 4)) < 0) return -1;
  *image = moved[4];
  *pipe = moved[5];
  for (int index = 0; index < 4; index++)
    if (dup2(moved[index], index) < 0) return -1;
  // The image and the pipe have to live until exec, so the rest is closed by it too.
  return (int)syscall(SYS_close_range, 4U, ~0U, CLOSE_RANGE_CLOEXEC);
}

static _Noreturn void run_child(const struct croft_spawn_request *request, int pipe) {
  int image = request->image;
  if (place_descriptors(request->descriptors, &image, &pipe) != 0) fail(pipe, CROFT_SPAWN_STEP_DESCRIPTORS);
  if (request->new_session && setsid() < 0) fail(pipe, CROFT_SPAWN_STEP_SESSION);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail(pipe, CROFT_SPAWN_STEP_PRIVILEGES);
  if (request->change_identity) {
    // glibc's own setgroups and setresuid signal all of the process's threads; here they are the parent's.
    uid_t user = request->user;
    gid_t group = request->group;
    if (syscall(SYS_setgroups, request->group_count, request->groups) != 0 ||
        syscall(SYS_setresgid, group, group, group) != 0 || syscall(SYS_setresuid, user, user, user) != 0)
      fail(pipe, CROFT_SPAWN_STEP_IDENTITY);
  }
  if (chdir(request->directory) != 0) fail(pipe, CROFT_SPAWN_STEP_DIRECTORY);
  if (reset_signals() != 0) fail(pipe, CROFT_SPAWN_STEP_SIGNALS);
  syscall(SYS_execveat, image, "", request->arguments, request->environment, AT_EMPTY_PATH);
  fail(pipe, CROFT_SPAWN_STEP_EXECUTE);
}

// The child is reaped when it reports a failure, so that the caller never sees a half-made process.
static void read_report(int pipe, struct croft_spawn_result *result) {
  struct report report;
  ssize_t length;
  do length = read(pipe, &report, sizeof report);
  while (length < 0 && errno == EINTR);
  if (length != sizeof report) return;
  int code, status;
  while (croft_wait(result->process_descriptor, true, &code, &status) < 0 && errno == EINTR) continue;
  close(result->process_descriptor);
  *result = (struct croft_spawn_result){.failed_step = report.step, .error = report.error};
}

void croft_spawn(const struct croft_spawn_request *request, struct croft_spawn_result *result) {
  int ends[2];
  if (croft_pipe(ends) != 0) {
    *result = (struct croft_spawn_result){.failed_step = CROFT_SPAWN_STEP_PREPARE, .error = errno};
    return;
  }
  struct clone_args arguments = {
      .flags = CLONE_PIDFD | (request->cgroup >= 0 ? CLONE_INTO_CGROUP : 0),
      .pidfd = (__u64)(uintptr_t)&result->process_descriptor,
      .exit_signal = SIGCHLD,
      .cgroup = request->cgroup >= 0 ? (__u64)request->cgroup : 0};
  // Until the child has reset its handlers, none of the parent's may run in it.
  sigset_t all, previous;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &previous);
  result->process = (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
  if (result->process == 0) run_child(request, ends[1]);
  result->error = result->process < 0 ? errno : 0;
  result->failed_step = CROFT_SPAWN_STEP_CLONE;
  pthread_sigmask(SIG_SETMASK, &previous, NULL);
  close(ends[1]);
  if (result->error == 0) read_report(ends[0], result);
  close(ends[0]);
}
