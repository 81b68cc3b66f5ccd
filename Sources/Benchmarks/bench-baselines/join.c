// Joins the rows of a large CSV file with those of a small one by an integer key, and sums the large one's values by
// the small one's category. Rows without a partner are left out, and so are categories without rows.
//
// A hash join: the small file becomes an open-addressing table from key to category; the large one is cut into one part
// for each thread, which looks up each row's key and adds to a sum of its own.

#include "baselines.h"
#include "csv.h"
#include "group_table.h"

#include <stdio.h>

typedef struct {
  uint64_t key;
  uint32_t category;            // One more than its number; 0 marks a free slot.
} Member;

typedef struct {
  Member *slots;
  unsigned bits;                // There are 2^bits slots.
  Slice *categories;            // Their names, by number.
  size_t categoryCount;
} Dimension;

typedef struct {
  uint64_t count;
  double sum;
} Total;

typedef struct {
  Slice rows;
  const Dimension *dimension;
  Total *totals;                // For each category.
} Part;

// MARK: The small side

// Fibonacci hashing: the upper bits of the key times 2^64 divided by the golden ratio.
static inline Member *findMember(const Dimension *dimension, uint64_t key) {
  size_t mask = ((size_t)1 << dimension->bits) - 1;
  for (size_t i = (key * 0x9e3779b97f4a7c15ull) >> (64 - dimension->bits);; i = (i + 1) & mask) {
    Member *member = &dimension->slots[i];
    if (member->category == 0 || member->key == key) return member;
  }
}

static size_t countRows(Slice rows) {
  size_t count = 0;
  for (const char *at = rows.start; at < rows.end; skipRow(&at, rows.end)) count++;
  return count;
}

static Dimension readDimension(const char *path) {
  Slice rows = mapFile(path);
  skipRow(&rows.start, rows.end);  // The header.
  size_t count = countRows(rows);
  Dimension dimension = {.bits = 1};
  while ((size_t)1 << dimension.bits < count * 2) dimension.bits++;
  dimension.slots = allocate((size_t)1 << dimension.bits, sizeof(Member));
  dimension.categories = allocate(count + 1, sizeof(Slice));
  GroupTable numbers = makeGroupTable();
  for (const char *at = rows.start; at < rows.end; skipRow(&at, rows.end)) {
    uint64_t key = parseInteger(readField(&at, rows.end));
    Slice name = readField(&at, rows.end);
    size_t length = (size_t)(name.end - name.start);
    Group *known = findGroup(&numbers, name.start, length, hashOfKey(name.start, length));
    uint64_t category = known->key == NULL ? dimension.categoryCount + 1 : known->count;
    if (known->key == NULL) {
      dimension.categories[dimension.categoryCount++] = name;
      addHashed(&numbers, name.start, length, hashOfKey(name.start, length), category, 0);
    }
    *findMember(&dimension, key) = (Member){key, (uint32_t)category};
  }
  free(numbers.slots);
  return dimension;
}

// MARK: The large side

static void *joinPart(void *argument) {
  Part *part = argument;
  part->totals = allocate(part->dimension->categoryCount + 1, sizeof(Total));
  const char *end = part->rows.end;
  for (const char *at = part->rows.start; at < end; skipRow(&at, end)) {
    skipFields(&at, end, factForeignKey);
    const Member *member = findMember(part->dimension, parseInteger(readField(&at, end)));
    if (member->category == 0) continue;
    skipFields(&at, end, factValue - factForeignKey - 1);
    Total *total = &part->totals[member->category - 1];
    total->count++;
    total->sum += parseDecimal(readField(&at, end));
  }
  return NULL;
}

void join(char **arguments) {
  double start = now();
  size_t threads = parseCount(arguments[2], "THREADS", maximumThreads);
  Dimension dimension = readDimension(arguments[1]);
  Slice rows = mapFile(arguments[0]);
  skipRow(&rows.start, rows.end);  // The header.
  Slice slices[maximumThreads];
  cutAtNewlines(rows, slices, threads);
  Part *parts = allocate(threads, sizeof(Part));
  for (size_t i = 0; i < threads; i++) parts[i] = (Part){.rows = slices[i], .dimension = &dimension};
  runOnThreads(parts, threads, sizeof(Part), joinPart);
  Total *totals = parts[0].totals;
  for (size_t i = 1; i < threads; i++) {
    for (size_t category = 0; category < dimension.categoryCount; category++) {
      totals[category].count += parts[i].totals[category].count;
      totals[category].sum += parts[i].totals[category].sum;
    }
  }
  report("seconds", now() - start);
  for (size_t category = 0; category < dimension.categoryCount; category++) {
    if (totals[category].count == 0) continue;
    Slice name = dimension.categories[category];
    printf("%.*s %llu %.17g\n", (int)(name.end - name.start), name.start,
           (unsigned long long)totals[category].count, totals[category].sum);
  }
}
