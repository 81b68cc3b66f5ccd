// What croft-bench measures the word count against: the same work, written by hand in C.
//
// The file is mapped and cut into one part for each thread, at separators. A word is a run of bytes that are neither
// a space nor a newline. Each thread counts into an open-addressing table of its own, whose keys are slices of the
// mapped file, so that no word is ever copied; then the tables are merged and the most frequent words are printed.

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
  printedWords = 20,
  maximumThreads = 1024,        // Far more than a machine has cores; only a typing error passes it.
  initialSlots = 1 << 12,       // Small enough for the cache; a table doubles when it is three quarters full.
};

typedef struct {
  const char *word;             // A slice of the mapped file; a null pointer marks a free slot.
  size_t length;
  uint64_t hash;
  uint64_t count;
} Entry;

typedef struct {
  Entry *slots;
  size_t slotCount;             // A power of two.
  size_t used;
} Table;

typedef struct {
  const char *start, *end;
  Table table;
  pthread_t thread;
} Part;

static void fail(const char *what, const char *subject, int error) {
  fprintf(stderr, "wordcount-baseline: %s %s: %s\n", what, subject, strerror(error));
  exit(EXIT_FAILURE);
}

// MARK: The hash table

static uint64_t mix(uint64_t a, uint64_t b) {
  __uint128_t product = (__uint128_t)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

// Eight bytes at a time, each folded in by one wide multiplication (as wyhash does it; the constants are its own).
static uint64_t hashOf(const char *word, size_t length) {
  uint64_t hash = 0xa0761d6478bd642full ^ length;
  for (; length >= 8; word += 8, length -= 8) {
    uint64_t block;
    memcpy(&block, word, 8);
    hash = mix(hash ^ block, 0xe7037ed1a0b428dbull);
  }
  if (length > 0) {
    uint64_t rest = 0;
    for (size_t i = 0; i < length; i++) rest = rest << 8 | (unsigned char)word[i];
    hash = mix(hash ^ rest, 0x8ebc6af09c88c6e3ull);
  }
  return hash;
}

static Table makeTable(size_t slotCount) {
  Entry *slots = calloc(slotCount, sizeof(Entry));
  if (slots == NULL) fail("allocate", "a hash table", errno);
  return (Table){.slots = slots, .slotCount = slotCount, .used = 0};
}

static Entry *find(const Table *table, const char *word, size_t length, uint64_t hash) {
  for (size_t i = hash & (table->slotCount - 1);; i = (i + 1) & (table->slotCount - 1)) {
    Entry *entry = &table->slots[i];
    if (entry->word == NULL) return entry;
    if (entry->hash == hash && entry->length == length && memcmp(entry->word, word, length) == 0) return entry;
  }
}

static void grow(Table *table) {
  Table larger = makeTable(table->slotCount * 2);
  for (size_t i = 0; i < table->slotCount; i++) {
    Entry *entry = &table->slots[i];
    if (entry->word != NULL) *find(&larger, entry->word, entry->length, entry->hash) = *entry;
  }
  larger.used = table->used;
  free(table->slots);
  *table = larger;
}

static void add(Table *table, const char *word, size_t length, uint64_t hash, uint64_t count) {
  Entry *entry = find(table, word, length, hash);
  if (entry->word != NULL) {
    entry->count += count;
    return;
  }
  *entry = (Entry){.word = word, .length = length, .hash = hash, .count = count};
  if (++table->used * 4 > table->slotCount * 3) grow(table);
}

// MARK: Counting

static bool isSeparator(char byte) { return byte == ' ' || byte == '\n'; }

static void *countPart(void *argument) {
  Part *part = argument;
  const char *end = part->end;
  for (const char *at = part->start; at < end;) {
    if (isSeparator(*at)) {
      at++;
      continue;
    }
    const char *word = at;
    while (at < end && !isSeparator(*at)) at++;
    size_t length = (size_t)(at - word);
    add(&part->table, word, length, hashOf(word, length), 1);
  }
  return NULL;
}

// Cuts the text into equal parts, each moved forward to the next separator, so that no word is cut in two.
static void cut(const char *text, size_t size, Part *parts, size_t count) {
  const char *start = text, *end = text + size;
  for (size_t i = 0; i < count; i++) {
    const char *until = i + 1 == count ? end : text + size / count * (i + 1);
    if (until < start) until = start;
    while (until < end && !isSeparator(*until)) until++;
    parts[i] = (Part){.start = start, .end = until, .table = makeTable(initialSlots)};
    start = until;
  }
}

static Table countWords(const char *text, size_t size, size_t threads) {
  Part *parts = calloc(threads, sizeof(Part));
  if (parts == NULL) fail("allocate", "the parts", errno);
  cut(text, size, parts, threads);
  for (size_t i = 1; i < threads; i++) {
    int error = pthread_create(&parts[i].thread, NULL, countPart, &parts[i]);
    if (error != 0) fail("start", "a thread", error);
  }
  countPart(&parts[0]);
  Table total = parts[0].table;
  for (size_t i = 1; i < threads; i++) {
    pthread_join(parts[i].thread, NULL);
    Table *table = &parts[i].table;
    for (size_t slot = 0; slot < table->slotCount; slot++) {
      Entry *entry = &table->slots[slot];
      if (entry->word != NULL) add(&total, entry->word, entry->length, entry->hash, entry->count);
    }
    free(table->slots);
  }
  free(parts);
  return total;
}

// MARK: The most frequent words

// More frequent words first; among equals, the one whose bytes come first.
static bool precedes(const Entry *a, const Entry *b) {
  if (a->count != b->count) return a->count > b->count;
  size_t common = a->length < b->length ? a->length : b->length;
  int order = memcmp(a->word, b->word, common);
  return order != 0 ? order < 0 : a->length < b->length;
}

static void printMostFrequent(const Table *table) {
  const Entry *best[printedWords];
  size_t found = 0;
  for (size_t i = 0; i < table->slotCount; i++) {
    const Entry *entry = &table->slots[i];
    if (entry->word == NULL) continue;
    if (found == printedWords && !precedes(entry, best[found - 1])) continue;
    size_t place = found < printedWords ? found++ : found - 1;
    for (; place > 0 && precedes(entry, best[place - 1]); place--) best[place] = best[place - 1];
    best[place] = entry;
  }
  for (size_t i = 0; i < found; i++) {
    printf("%llu %.*s\n", (unsigned long long)best[i]->count, (int)best[i]->length, best[i]->word);
  }
}

// MARK: The program

static const char *mapFile(const char *path, size_t *size) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) fail("open", path, errno);
  struct stat status;
  if (fstat(file, &status) != 0) fail("stat", path, errno);
  *size = (size_t)status.st_size;
  if (*size == 0) return "";  // mmap refuses an empty mapping.
  const char *text = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, file, 0);
  if (text == MAP_FAILED) fail("map", path, errno);
  madvise((void *)text, *size, MADV_SEQUENTIAL);
  close(file);
  return text;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  char *rest = NULL;
  long threads = argc == 3 ? strtol(argv[2], &rest, 10) : 0;
  if (argc != 3 || *rest != '\0' || threads < 1 || threads > maximumThreads) {
    fprintf(stderr, "usage: wordcount-baseline FILE THREADS   (1 to %d threads)\n", maximumThreads);
    return 64;
  }
  double start = now();
  size_t size;
  const char *text = mapFile(argv[1], &size);
  Table table = countWords(text, size, (size_t)threads);
  printMostFrequent(&table);
  if (fflush(stdout) != 0) fail("write", "the result", errno);
  fprintf(stderr, "%zu distinct words\n%.6f seconds\n", table.used, now() - start);
  return EXIT_SUCCESS;
}
