// What croft-bench measures Croft against: the same work, written by hand in C.

#include "baselines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
  const char *name;
  const char *arguments;
  int argumentCount;
  void (*run)(char **arguments);
} baselines[] = {
  {"wordcount", "FILE THREADS", 2, wordcount},
  {"groupby", "FILE THREADS KEYCOLUMN", 3, groupby},
  {"join", "FACTS DIMENSION THREADS", 3, join},
  {"kmeans", "FILE THREADS ROUNDS CENTRES", 4, kmeans},
  {"copy", "BYTES THREADS", 2, copy},
  {"pingpong", "MESSAGES INFLIGHT", 2, pingpong},
};

int main(int argc, char **argv) {
  size_t count = sizeof(baselines) / sizeof(baselines[0]);
  for (size_t i = 0; i < count && argc > 1; i++) {
    if (strcmp(argv[1], baselines[i].name) != 0 || argc != 2 + baselines[i].argumentCount) continue;
    baselines[i].run(argv + 2);
    if (fflush(stdout) == 0) return EXIT_SUCCESS;
    perror("bench-baselines: write the result");
    return EXIT_FAILURE;
  }
  fprintf(stderr, "usage:\n");
  for (size_t i = 0; i < count; i++) {
    fprintf(stderr, "  bench-baselines %s %s\n", baselines[i].name, baselines[i].arguments);
  }
  return 64;
}
