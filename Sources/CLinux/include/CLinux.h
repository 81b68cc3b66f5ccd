// What Swift's Glibc module lacks. Headers that Swift can import as they are come first; a function is declared
// only where Swift can't make the call itself, each with the reason.
#pragma once

// As Swift reads this header, pid_t and its like have to be Glibc's own, not another module's of the same name:
// with Glibc imported first, the include guards leave them alone.
#if __has_feature(modules)
#pragma clang module import SwiftGlibc
#endif
#include <malloc.h>  // sys/types.h comes with the others.
#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

// The kernel's SCM_MAX_FD (unix(7)): one message carries no more, so a buffer of this size never truncates.
#define CROFT_MAXIMUM_DESCRIPTORS 253

// GNU extensions. The first two give NULL for an unknown number.
const char *strerrorname_np(int error);
const char *strerrordesc_np(int error);
int pipe2(int ends[2], int flags);
int accept4(int listener, struct sockaddr *address, socklen_t *length, int flags);
ssize_t tee(int from, int to, size_t count, unsigned flags);
int prlimit(pid_t process, enum __rlimit_resource resource, const struct rlimit *limit, struct rlimit *previous);
// prctl is variadic. The argument may be an address.
int croft_prctl(int option, uintptr_t argument);

// CMSG_* are macros that Swift can't import. Both behave as sendmsg and recvmsg do. Received descriptors are
// close-on-exec; those beyond `capacity` are closed.
ssize_t croft_send(int socket, const void *bytes, size_t count, const int *descriptors, size_t descriptor_count);
ssize_t croft_receive(int socket, void *bytes, size_t count, int *descriptors, size_t capacity, size_t *received);

// si_code and si_status sit in siginfo_t's unions behind macros, and glibc's waitid tells no usage. Gives 1 with the
// exit's code (CLD_*), status and usage, 0 when the process is still running (not blocking), -1 and errno.
int croft_wait(int process_descriptor, bool blocking, int *code, int *status, struct rusage *usage);

// A signal handler must be async-signal-safe, which Swift code isn't. From now on each of the signals is written
// to `descriptor` (non-blocking) as one byte that holds its number.
int croft_forward_signals(const int *signals, size_t count, int descriptor);

enum croft_spawn_step {
  CROFT_SPAWN_STEP_PREPARE, CROFT_SPAWN_STEP_CLONE, CROFT_SPAWN_STEP_DESCRIPTORS, CROFT_SPAWN_STEP_SESSION,
  CROFT_SPAWN_STEP_LIMITS, CROFT_SPAWN_STEP_PRIVILEGES, CROFT_SPAWN_STEP_IDENTITY, CROFT_SPAWN_STEP_DIRECTORY,
  CROFT_SPAWN_STEP_SIGNALS, CROFT_SPAWN_STEP_EXECUTE, CROFT_SPAWN_STEP_NAMESPACES, CROFT_SPAWN_STEP_NICENESS,
};

struct croft_spawn_request {
  const char *path;  // to be executed; empty: `image` is
  int image;         // an executable binary, or -1
  int report;        // closed when the image runs or the child has died, and given a croft_spawn_report on a failure
  int descriptors[4];    // become 0, 1, 2 and 3; the last may be -1 for none
  int cgroup;            // an open cgroup directory, or -1 to stay in the caller's
  int host, namespaces;  // a pidfd, and CLONE_NEW* of what the child shares with that process; 0: nothing
  bool new_session, change_identity;
  bool shares_memory;     // until its image runs, for which the caller waits: spares copying the page tables
  pid_t parent;           // the caller, with whose thread it is killed; 0: it goes on
  int niceness;           // added to the caller's
  uid_t user;
  gid_t group;
  const gid_t *groups;
  const struct rlimit *limits;  // of the resources from number `first_limit` on
  size_t group_count, first_limit, limit_count;
  mode_t mask;
  const char *directory;
  char **arguments, **environment;
};

struct croft_spawn_report { int step, error; };

// The forked child may use only async-signal-safe calls, which no Swift code is known to be. Returns as soon as there
// is a child, with its number and its pidfd, or -1 and errno: what the child does from there to its image may take as
// long as a user's file system likes.
pid_t croft_spawn(const struct croft_spawn_request *request, int *process_descriptor);
