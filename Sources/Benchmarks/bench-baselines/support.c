#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

void fail(const char *what, const char *subject, int error) {
  fprintf(stderr, "bench-baselines: %s %s: %s\n", what, subject, strerror(error));
  exit(EXIT_FAILURE);
}

void refuse(const char *path, const char *what) {
  fprintf(stderr, "bench-baselines: %s: %s\n", path, what);
  exit(EXIT_FAILURE);
}

size_t parseCount(const char *text, const char *name, size_t maximum) {
  char *rest = NULL;
  errno = 0;
  unsigned long long value = strtoull(text, &rest, 10);
  if (errno != 0 || *text < '0' || *text > '9' || *rest != '\0' || value < 1 || value > maximum) {
    fprintf(stderr, "bench-baselines: %s \"%s\" is not a number from 1 to %zu\n", name, text, maximum);
    exit(64);
  }
  return (size_t)value;
}

Slice mapFile(const char *path) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) fail("open", path, errno);
  struct stat status;
  if (fstat(file, &status) != 0) fail("stat", path, errno);
  size_t size = (size_t)status.st_size;
  if (size == 0) {
    close(file);
    return (Slice){"", ""};  // mmap refuses an empty mapping, and an empty slice needs none.
  }
  char *text = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
  if (text == MAP_FAILED) fail("map", path, errno);
  madvise(text, size, MADV_SEQUENTIAL);
  close(file);
  return (Slice){text, text + size};
}

void cutAtNewlines(Slice text, Slice *parts, size_t count) {
  size_t size = (size_t)(text.end - text.start);
  const char *start = text.start;
  for (size_t i = 0; i < count; i++) {
    const char *until = i + 1 == count ? text.end : text.start + size / count * (i + 1);
    if (until < start) until = start;
    const char *newline = until == text.end ? NULL : memchr(until, '\n', (size_t)(text.end - until));
    until = newline == NULL ? text.end : newline + 1;
    parts[i] = (Slice){start, until};
    start = until;
  }
}

void *allocate(size_t count, size_t size) {
  void *memory = calloc(count, size);
  if (memory == NULL) fail("allocate", "memory", errno);
  return memory;
}

void runOnThreads(void *parts, size_t count, size_t size, void *(*body)(void *part)) {
  pthread_t threads[maximumThreads];
  for (size_t i = 1; i < count; i++) {
    int error = pthread_create(&threads[i], NULL, body, (char *)parts + i * size);
    if (error != 0) fail("start", "a thread", error);
  }
  body(parts);
  for (size_t i = 1; i < count; i++) pthread_join(threads[i], NULL);
}

double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void report(const char *name, double seconds) { fprintf(stderr, "%s %.6f\n", name, seconds); }
