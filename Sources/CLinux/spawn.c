#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// What this process was started with, whatever it raises for itself later: run before main.
static struct rlimit first_descriptor_limit;
__attribute__((constructor)) static void remember_limits(void) { getrlimit(RLIMIT_NOFILE, &first_descriptor_limit); }

static _Noreturn void fail(int pipe, int step) {
  struct croft_spawn_report report = {.step = step, .error = errno};
  _exit(write(pipe, &report, sizeof report) == sizeof report ? 127 : 126);
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

// Where the child keeps its image and its report pipe until exec, which closes both.
enum { IMAGE = 4, PIPE = 5, PLACES = 6 };

// All move above their places first, so that none is overwritten before it has been copied. What else the parent has
// open is closed here, before anything that another party can hold up: no lock or listener is kept by a stuck child.
static int place_descriptors(const int wanted[4], int image, int pipe) {
  const int sources[PLACES] = {wanted[0], wanted[1], wanted[2], wanted[3], image, pipe};
  int moved[PLACES];
  for (int index = 0; index < PLACES; index++)
    if (sources[index] >= 0 && (moved[index] = fcntl(sources[index], F_DUPFD_CLOEXEC, PLACES)) < 0) return -1;
  for (int index = 0; index < PLACES; index++)
    if ((sources[index] < 0 ? (close(index), 0) : dup3(moved[index], index, index < IMAGE ? 0 : O_CLOEXEC)) < 0)
      return -1;
  return (int)syscall(SYS_close_range, (unsigned)PLACES, ~0U, 0U);
}

// A service manager raises or lowers these for its daemon, which is no reason for a user's program to run so.
static void restore_surroundings(mode_t mask) {
  umask(mask);
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur > first_descriptor_limit.rlim_cur) {
    limit.rlim_cur = first_descriptor_limit.rlim_cur;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  // Nothing depends on it: without /proc, or the right, it stays as it is.
  int file = open("/proc/self/oom_score_adj", O_RDWR | O_CLOEXEC);
  char sign = 0;
  if (file >= 0 && read(file, &sign, 1) == 1 && sign == '-' && pwrite(file, "0", 1, 0) < 0) sign = 0;
  if (file >= 0) close(file);
}

// glibc's own setgroups and setresuid signal all of the process's threads; here they are the parent's.
static int change_identity(const struct croft_spawn_request *request) {
  if (syscall(SYS_setgroups, request->group_count, request->groups) != 0 ||
      syscall(SYS_setresgid, request->group, request->group, request->group) != 0 ||
      syscall(SYS_setresuid, request->user, request->user, request->user) != 0)
    return -1;
  // The parent's session keyring is not this user's. A kernel or a container without keyrings has none to leave.
  if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0 && errno != ENOSYS && errno != EPERM) return -1;
  return 0;
}

// Not inlined: a child that shares its parent's memory must change nothing in the frame that both come from.
static __attribute__((noinline)) _Noreturn void run_child(const struct croft_spawn_request *request) {
  if (request->namespaces != 0 && setns(request->host, request->namespaces) != 0)
    fail(request->report, CROFT_SPAWN_STEP_NAMESPACES);
  if (place_descriptors(request->descriptors, request->image, request->report) != 0)
    fail(request->report, CROFT_SPAWN_STEP_DESCRIPTORS);
  if (request->new_session && setsid() < 0) fail(PIPE, CROFT_SPAWN_STEP_SESSION);
  restore_surroundings(request->mask);
  for (size_t index = 0; index < request->limit_count; index++)
    if (setrlimit(request->first_limit + index, &request->limits[index]) != 0) fail(PIPE, CROFT_SPAWN_STEP_LIMITS);
  if (request->niceness != 0 && (errno = 0, nice(request->niceness)) == -1 && errno != 0)
    fail(PIPE, CROFT_SPAWN_STEP_NICENESS);
  if (request->parent != 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) fail(PIPE, CROFT_SPAWN_STEP_PREPARE);
  // One that was killed before that has told nobody.
  if (request->parent != 0 && getppid() != request->parent) _exit(126);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail(PIPE, CROFT_SPAWN_STEP_PRIVILEGES);
  if (request->change_identity && change_identity(request) != 0) fail(PIPE, CROFT_SPAWN_STEP_IDENTITY);
  if (chdir(request->directory) != 0) fail(PIPE, CROFT_SPAWN_STEP_DIRECTORY);
  if (reset_signals() != 0) fail(PIPE, CROFT_SPAWN_STEP_SIGNALS);
  syscall(SYS_execveat, request->image >= 0 ? IMAGE : AT_FDCWD, request->path, request->arguments,
          request->environment, AT_EMPTY_PATH);
  fail(PIPE, CROFT_SPAWN_STEP_EXECUTE);
}

// As vfork(2) has it: with shared memory the child borrows the caller's stack too, so it must not return from the call
// as it would from glibc's syscall(). Where that can't be had the memory is copied, which is the same but slower.
static inline __attribute__((always_inline)) long clone_here(struct clone_args *arguments) {
#ifdef __x86_64__
  long result = SYS_clone3;
  __asm__ volatile("syscall" : "+a"(result) : "D"(arguments), "S"(sizeof *arguments) : "rcx", "r11", "memory");
  return result < 0 ? (errno = (int)-result, -1) : result;
#else
  arguments->flags &= ~(__u64)(CLONE_VM | CLONE_VFORK);
  return syscall(SYS_clone3, arguments, sizeof *arguments);
#endif
}

pid_t croft_spawn(const struct croft_spawn_request *request, int *process_descriptor) {
  struct clone_args arguments = {
      .flags = CLONE_PIDFD | (request->cgroup >= 0 ? CLONE_INTO_CGROUP : 0) |
               (request->shares_memory ? CLONE_VM | CLONE_VFORK : 0),
      .pidfd = (__u64)(uintptr_t)process_descriptor,
      .exit_signal = SIGCHLD,
      .cgroup = request->cgroup >= 0 ? (__u64)request->cgroup : 0};
  // Until the child has reset its handlers, none of the parent's may run in it.
  sigset_t all, previous;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &previous);
  pid_t process = (pid_t)clone_here(&arguments);
  if (process == 0) run_child(request);
  pthread_sigmask(SIG_SETMASK, &previous, NULL);  // which leaves errno alone
  return process;
}
