// Copies bytes from memory to memory, twice: first to memory that the kernel has yet to find, page by page, as it is
// for a program that makes something new; then to the same place again, which is what the copying alone takes.

#include "baselines.h"
#include "support.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  char *from, *to;
  size_t bytes;
} Part;

static void *fillPart(void *argument) {
  Part *part = argument;
  memset(part->from, 1, part->bytes);
  return NULL;
}

static void *copyPart(void *argument) {
  Part *part = argument;
  memcpy(part->to, part->from, part->bytes);
  return NULL;
}

void copy(char **arguments) {
  size_t bytes = parseCount(arguments[0], "BYTES", PTRDIFF_MAX);
  size_t threads = parseCount(arguments[1], "THREADS", maximumThreads);
  char *from = malloc(bytes), *to = malloc(bytes);
  if (from == NULL || to == NULL) fail("allocate", "what is to be copied", errno);
  Part *parts = allocate(threads, sizeof(Part));
  size_t first = 0;
  for (size_t i = 0; i < threads; i++) {
    size_t end = i + 1 == threads ? bytes : bytes / threads * (i + 1);
    parts[i] = (Part){from + first, to + first, end - first};
    first = end;
  }
  runOnThreads(parts, threads, sizeof(Part), fillPart);
  double start = now();
  runOnThreads(parts, threads, sizeof(Part), copyPart);
  report("newMemorySeconds", now() - start);
  start = now();
  runOnThreads(parts, threads, sizeof(Part), copyPart);
  report("seconds", now() - start);
  // Looked at, or the compiler might leave the copying out.
  if (memcmp(from, to, bytes) != 0) refuse("the copy", "it differs from the original");
}
