// The most frequent words of a text. A word is a run of bytes that are neither a space nor a newline.
//
// The file is mapped and cut into one part for each thread. Each counts into a table of its own; then the tables are
// merged and the most frequent words are printed.

#include "baselines.h"
#include "group_table.h"

#include <stdbool.h>
#include <stdio.h>

enum { printedWords = 20 };

typedef struct {
  Slice text;
  GroupTable words;
} Part;

static bool isSeparator(char byte) { return byte == ' ' || byte == '\n'; }

static void *countPart(void *argument) {
  Part *part = argument;
  part->words = makeGroupTable();
  const char *end = part->text.end;
  for (const char *at = part->text.start; at < end;) {
    if (isSeparator(*at)) {
      at++;
      continue;
    }
    const char *word = at;
    while (at < end && !isSeparator(*at)) at++;
    addToGroup(&part->words, word, (size_t)(at - word), 0);
  }
  return NULL;
}

// More frequent words first; among equals, the one whose bytes come first.
static bool precedes(const Group *a, const Group *b) {
  return a->count != b->count ? a->count > b->count : compareKeys(a, b) < 0;
}

// Puts the most frequent words, in order, into `best`; returns how many there are.
static size_t findMostFrequent(const GroupTable *words, const Group **best) {
  size_t found = 0;
  for (size_t i = 0; i < words->slotCount; i++) {
    const Group *word = &words->slots[i];
    if (word->key == NULL) continue;
    if (found == printedWords && !precedes(word, best[found - 1])) continue;
    size_t place = found < printedWords ? found++ : found - 1;
    for (; place > 0 && precedes(word, best[place - 1]); place--) best[place] = best[place - 1];
    best[place] = word;
  }
  return found;
}

void wordcount(char **arguments) {
  double start = now();
  size_t threads = parseCount(arguments[1], "THREADS", maximumThreads);
  Slice slices[maximumThreads];
  cutAtNewlines(mapFile(arguments[0]), slices, threads);
  Part *parts = allocate(threads, sizeof(Part));
  for (size_t i = 0; i < threads; i++) parts[i].text = slices[i];
  runOnThreads(parts, threads, sizeof(Part), countPart);
  GroupTable words = parts[0].words;
  for (size_t i = 1; i < threads; i++) mergeGroupTable(&words, &parts[i].words);
  const Group *best[printedWords];
  size_t found = findMostFrequent(&words, best);
  report("seconds", now() - start);
  for (size_t i = 0; i < found; i++) {
    printf("%llu %.*s\n", (unsigned long long)best[i]->count, (int)best[i]->length, best[i]->key);
  }
}
