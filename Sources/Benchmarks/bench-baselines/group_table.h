// An open-addressing hash table from keys of any length to how often each was added and the sum of what was added.
//
// A new key is copied to where the other keys are. Slices of the input would save the copying, and cost far more: with
// many keys nearly each comparison would miss the cache, somewhere in the mapped file. (10 M rows with 100,000 keys
// took 2.2 times as long.)
//
// All of it is inline: the loops that use it are as tight as if it had been written into them.
#pragma once

#include "support.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  const char *key;              // A null pointer marks a free slot.
  uint32_t length;              // No key is as long as 4 GB; 32 bytes a slot fit the cache better than 40.
  uint32_t hash;
  uint64_t count;
  double sum;
} Group;

typedef struct {
  Group *slots;
  size_t slotCount;             // A power of two.
  size_t used;
  char *room, *roomEnd;         // For the next keys.
} GroupTable;

static inline uint64_t mix(uint64_t a, uint64_t b) {
  __uint128_t product = (__uint128_t)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

// Eight bytes at a time, each folded in by one wide multiplication (as wyhash does it; the constants are its own).
static inline uint32_t hashOfKey(const char *key, size_t length) {
  uint64_t hash = 0xa0761d6478bd642full ^ length;
  for (; length >= 8; key += 8, length -= 8) {
    uint64_t block;
    memcpy(&block, key, 8);
    hash = mix(hash ^ block, 0xe7037ed1a0b428dbull);
  }
  if (length > 0) {
    uint64_t rest = 0;
    for (size_t i = 0; i < length; i++) rest = rest << 8 | (unsigned char)key[i];
    hash = mix(hash ^ rest, 0x8ebc6af09c88c6e3ull);
  }
  return (uint32_t)hash;
}

enum {
  initialSlots = 1 << 12,       // Fits the cache; a table doubles when it is three quarters full.
  roomBytes = 1 << 16,          // Thousands of keys are copied for each allocation.
};

static inline GroupTable makeGroupTable(void) {
  return (GroupTable){.slots = allocate(initialSlots, sizeof(Group)), .slotCount = initialSlots};
}

// Copies a key to where the others are. It stays there until the process ends, which is as long as the table lives.
static inline const char *keepKey(GroupTable *table, const char *key, size_t length) {
  if ((size_t)(table->roomEnd - table->room) < length) {
    size_t size = length < roomBytes ? roomBytes : length;
    table->room = allocate(size, 1);
    table->roomEnd = table->room + size;
  }
  char *kept = table->room;
  memcpy(kept, key, length);
  table->room += length;
  return kept;
}

// The key's slot, or the free one that it belongs into.
static inline Group *findGroup(const GroupTable *table, const char *key, size_t length, uint32_t hash) {
  for (size_t i = hash & (table->slotCount - 1);; i = (i + 1) & (table->slotCount - 1)) {
    Group *group = &table->slots[i];
    if (group->key == NULL) return group;
    if (group->hash == hash && group->length == length && memcmp(group->key, key, length) == 0) return group;
  }
}

static void growGroupTable(GroupTable *table) {
  GroupTable larger = *table;
  larger.slotCount *= 2;
  larger.slots = allocate(larger.slotCount, sizeof(Group));
  for (size_t i = 0; i < table->slotCount; i++) {
    Group *group = &table->slots[i];
    if (group->key != NULL) *findGroup(&larger, group->key, group->length, group->hash) = *group;
  }
  free(table->slots);
  *table = larger;
}

static inline void addHashed(
    GroupTable *table, const char *key, size_t length, uint32_t hash, uint64_t count, double sum) {
  Group *group = findGroup(table, key, length, hash);
  if (group->key != NULL) {
    group->count += count;
    group->sum += sum;
    return;
  }
  *group = (Group){keepKey(table, key, length), (uint32_t)length, hash, count, sum};
  if (++table->used * 4 > table->slotCount * 3) growGroupTable(table);
}

static inline void addToGroup(GroupTable *table, const char *key, size_t length, double value) {
  addHashed(table, key, length, hashOfKey(key, length), 1, value);
}

// Adds what is in `other`, and frees its slots.
static inline void mergeGroupTable(GroupTable *table, GroupTable *other) {
  for (size_t i = 0; i < other->slotCount; i++) {
    Group *group = &other->slots[i];
    if (group->key != NULL) addHashed(table, group->key, group->length, group->hash, group->count, group->sum);
  }
  free(other->slots);
}

// Less than, equal to or greater than zero, as the first key's bytes come before, with or after the second's.
static inline int compareKeys(const Group *a, const Group *b) {
  size_t common = a->length < b->length ? a->length : b->length;
  int order = memcmp(a->key, b->key, common);
  return order != 0 ? order : (a->length > b->length) - (a->length < b->length);
}
