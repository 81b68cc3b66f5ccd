// How many rows of a CSV file have each value of a key column, and the sum and the mean of their values.
//
// The file is mapped and cut into one part for each thread. Each sums into a table of its own; then the tables are
// merged, and the groups sorted by their keys.

#include "baselines.h"
#include "csv.h"
#include "group_table.h"

#include <stdio.h>

typedef struct {
  Slice rows;
  size_t keyColumn;
  GroupTable groups;
} Part;

static void *sumPart(void *argument) {
  Part *part = argument;
  part->groups = makeGroupTable();
  const char *end = part->rows.end;
  for (const char *at = part->rows.start; at < end; skipRow(&at, end)) {
    skipFields(&at, end, part->keyColumn);
    Slice key = readField(&at, end);
    skipFields(&at, end, factValue - part->keyColumn - 1);
    double value = parseDecimal(readField(&at, end));
    addToGroup(&part->groups, key.start, (size_t)(key.end - key.start), value);
  }
  return NULL;
}

static int compare(const void *a, const void *b) { return compareKeys(a, b); }

// Moves the groups to the front of their table, in the order of their keys.
static void sortGroups(GroupTable *groups) {
  size_t count = 0;
  for (size_t i = 0; i < groups->slotCount; i++) {
    if (groups->slots[i].key != NULL) groups->slots[count++] = groups->slots[i];
  }
  qsort(groups->slots, count, sizeof(Group), compare);
}

void groupby(char **arguments) {
  double start = now();
  size_t threads = parseCount(arguments[1], "THREADS", maximumThreads);
  size_t keyColumn = parseCount(arguments[2], "KEYCOLUMN", factValue - 1);
  Slice rows = mapFile(arguments[0]);
  skipRow(&rows.start, rows.end);  // The header.
  Slice slices[maximumThreads];
  cutAtNewlines(rows, slices, threads);
  Part *parts = allocate(threads, sizeof(Part));
  for (size_t i = 0; i < threads; i++) parts[i] = (Part){.rows = slices[i], .keyColumn = keyColumn};
  runOnThreads(parts, threads, sizeof(Part), sumPart);
  GroupTable groups = parts[0].groups;
  for (size_t i = 1; i < threads; i++) mergeGroupTable(&groups, &parts[i].groups);
  sortGroups(&groups);
  report("seconds", now() - start);
  for (size_t i = 0; i < groups.used; i++) {
    const Group *group = &groups.slots[i];
    printf("%.*s %llu %.17g %.17g\n", (int)group->length, group->key, (unsigned long long)group->count, group->sum,
           group->sum / (double)group->count);
  }
}
