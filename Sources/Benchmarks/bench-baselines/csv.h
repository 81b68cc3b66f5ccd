// Fields of CSV rows, as RFC 4180 has them, but without newlines inside of quotes: the generated files have none.
#pragma once

#include "support.h"

#include <stdint.h>
#include <string.h>

// The columns of the facts that croft-bench generates.
enum { factForeignKey = 3, factValue = 7 };

// The columns of its dimension.
enum { dimensionKey = 0, dimensionCategory = 1 };

// Reads the field at `*at`, and moves behind the comma or to the newline that follows it. A quoted field comes with its
// quotes: none of the columns that are looked at has any.
static inline Slice readField(const char **at, const char *end) {
  const char *start = *at, *until = start;
  if (until < end && *until == '"') {
    // A doubled quote ends one quoted run and begins the next.
    do {
      const char *quote = memchr(until + 1, '"', (size_t)(end - until - 1));
      until = quote == NULL ? end : quote + 1;
    } while (until < end && *until == '"');
  }
  while (until < end && *until != ',' && *until != '\n') until++;
  *at = until < end && *until == ',' ? until + 1 : until;
  return (Slice){start, until};
}

static inline void skipFields(const char **at, const char *end, size_t count) {
  for (; count > 0; count--) readField(at, end);
}

// Moves to the next row. For files without newlines inside of quotes.
static inline void skipRow(const char **at, const char *end) {
  const char *newline = memchr(*at, '\n', (size_t)(end - *at));
  *at = newline == NULL ? end : newline + 1;
}

static inline uint64_t parseInteger(Slice field) {
  uint64_t value = 0;
  for (const char *at = field.start; at < field.end; at++) value = value * 10 + (uint64_t)(*at - '0');
  return value;
}

// A number of at most 15 digits. One division of two exactly known numbers rounds once, so the result is the nearest
// double (Clinger, "How to read floating point numbers accurately", 1990).
static inline double parseDecimal(Slice field) {
  static const double powersOfTen[16] = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  };
  const char *at = field.start;
  int isNegative = at < field.end && *at == '-';
  at += isNegative;
  uint64_t digits = 0;
  const char *point = NULL;
  for (; at < field.end; at++) {
    if (*at == '.') point = at;
    else digits = digits * 10 + (uint64_t)(*at - '0');
  }
  size_t decimals = point == NULL ? 0 : (size_t)(field.end - point - 1);
  double value = (double)digits / powersOfTen[decimals & 15];
  return isNegative ? -value : value;
}
