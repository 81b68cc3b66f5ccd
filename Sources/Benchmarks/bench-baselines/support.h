// What the baselines share: errors, arguments, files, threads and the clock.
#pragma once

#include <stddef.h>

// Bytes of a mapped file.
typedef struct {
  const char *start, *end;
} Slice;

// Ends the process with a message: "bench-baselines: <what> <subject>: <the error in words>".
_Noreturn void fail(const char *what, const char *subject, int error);

// Ends the process with a message about the input: "bench-baselines: <path>: <what>".
_Noreturn void refuse(const char *path, const char *what);

// A decimal number from 1 to `maximum`; anything else ends the process.
size_t parseCount(const char *text, const char *name, size_t maximum);

// More than a machine has cores; only a typing error passes it.
enum { maximumThreads = 1024 };

Slice mapFile(const char *path);

// Cuts a text into `count` parts of about the same size, each ending behind a newline.
void cutAtNewlines(Slice text, Slice *parts, size_t count);

// Zeroed memory; ends the process when there is none.
void *allocate(size_t count, size_t size);

// Runs `body` on each of `count` elements of an array, each on a thread of its own but the first, and waits for all.
void runOnThreads(void *parts, size_t count, size_t size, void *(*body)(void *part));

// Seconds on the monotonic clock.
double now(void);

// Writes "<name> <seconds>" to standard error, where croft-bench finds it.
void report(const char *name, double seconds);
