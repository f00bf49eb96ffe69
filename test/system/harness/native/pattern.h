/*
 * Page contents that are a function of (page number, seed): two programs with the same seed hold
 * the same pages, and no two pages of one program are alike.
 */
#ifndef PATTERN_H
#define PATTERN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* splitmix64: every input gives another output, which is what keeps pages apart. */
static inline uint64_t mixed(uint64_t x) {
  x += 0x9e3779b97f4a7c15ull;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

static inline void fill(void *start, size_t bytes, uint64_t number, uint64_t seed) {
  uint64_t state = mixed(seed) ^ number;
  char *at = start;
  while (bytes > 0) {
    state = mixed(state);
    size_t part = bytes < sizeof state ? bytes : sizeof state;
    memcpy(at, &state, part);
    at += part;
    bytes -= part;
  }
}

#endif
