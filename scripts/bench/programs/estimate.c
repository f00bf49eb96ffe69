/*
 * estimate PID...
 *
 * What an estimate has to do at least: reads the anonymous memory of processes in pieces of 64 KiB,
 * each frame once, hashes its pages (XXH64), counts their contents in a table with open addressing,
 * and prints the pages that were read and those that are duplicates.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { page_bytes = 4096, pages_at_once = 16, entries_at_once = 8192 };

static const uint64_t p1 = 11400714785074694791u, p2 = 14029467366897019727u,
                      p3 = 1609587929392839161u, p4 = 9650029242287828579u;

static uint64_t rotate(uint64_t value, int bits) { return value << bits | value >> (64 - bits); }
static uint64_t mix(uint64_t sum, uint64_t word) { return rotate(sum + word * p2, 31) * p1; }
static uint64_t merge(uint64_t hash, uint64_t sum) { return (hash ^ mix(0, sum)) * p1 + p4; }

/* XXH64 of one page. */
static uint64_t hash_page(const char *page, uint64_t seed) {
  uint64_t a = seed + p1 + p2, b = seed + p2, c = seed, d = seed - p1, words[4];
  for (int at = 0; at < page_bytes; at += 32) {
    memcpy(words, page + at, 32);
    a = mix(a, words[0]), b = mix(b, words[1]), c = mix(c, words[2]), d = mix(d, words[3]);
  }
  uint64_t hash = rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18);
  hash = merge(merge(merge(merge(hash, a), b), c), d) + page_bytes;
  hash = (hash ^ hash >> 33) * p2;
  hash = (hash ^ hash >> 29) * p3;
  return hash ^ hash >> 32;
}

static struct entry { uint64_t hash; uint32_t frames; } *table;
static size_t slots = 1 << 16, used, pages_read, duplicates;
static unsigned char *frames_seen;
static size_t frames_known;

static struct entry *find(uint64_t hash) {
  size_t slot = hash & (slots - 1);
  while (table[slot].frames && table[slot].hash != hash) slot = (slot + 1) & (slots - 1);
  return &table[slot];
}

static void count(uint64_t hash) {
  if (used * 4 >= slots * 3) {
    struct entry *old = table;
    size_t before = slots;
    table = calloc(slots *= 2, sizeof *table);
    for (size_t slot = 0; slot < before; slot++)
      if (old[slot].frames) *find(old[slot].hash) = old[slot];
    free(old);
  }
  struct entry *entry = find(hash);
  pages_read++;
  if (entry->frames++) duplicates++;
  else entry->hash = hash, used++;
}

static int is_new(uint64_t frame) {
  if (frame / 8 >= frames_known) {
    size_t bytes = frame / 4 + 4096;
    frames_seen = realloc(frames_seen, bytes);
    memset(frames_seen + frames_known, 0, bytes - frames_known);
    frames_known = bytes;
  }
  int bit = 1 << (frame & 7), seen = frames_seen[frame / 8] & bit;
  frames_seen[frame / 8] |= bit;
  return !seen;
}

static void read_run(int memory, uint64_t start, size_t pages) {
  static char content[pages_at_once * page_bytes];
  ssize_t bytes = pages ? pread(memory, content, pages * page_bytes, start) : 0;
  for (ssize_t at = 0; at + page_bytes <= bytes; at += page_bytes) count(hash_page(content + at, 1));
}

static void read_region(int memory, int map, uint64_t start, uint64_t end) {
  static uint64_t entries[entries_at_once];
  uint64_t run = 0;
  size_t pages = 0;
  for (uint64_t at = start; at < end;) {
    size_t wanted = (end - at) / page_bytes;
    if (wanted > entries_at_once) wanted = entries_at_once;
    ssize_t bytes = pread(map, entries, wanted * 8, at / page_bytes * 8);
    if (bytes <= 0) break;
    for (size_t index = 0; index < (size_t)bytes / 8; index++, at += page_bytes) {
      uint64_t entry = entries[index];
      if (entry >> 61 != 4 || !is_new(entry & ((1ull << 55) - 1))) continue;
      if (pages == pages_at_once || at != run + pages * page_bytes)
        read_run(memory, run, pages), pages = 0;
      if (!pages) run = at;
      pages++;
    }
  }
  read_run(memory, run, pages);
}

static void read_process(const char *pid) {
  char path[64], line[4096];
  snprintf(path, sizeof path, "/proc/%s/mem", pid);
  int memory = open(path, O_RDONLY);
  snprintf(path, sizeof path, "/proc/%s/pagemap", pid);
  int map = open(path, O_RDONLY);
  snprintf(path, sizeof path, "/proc/%s/smaps", pid);
  FILE *regions = fopen(path, "r");
  unsigned long start = 0, end = 0, kib;
  while (regions && fgets(line, sizeof line, regions)) {
    unsigned long first, last;
    if (sscanf(line, "%lx-%lx ", &first, &last) == 2) start = first, end = last;
    else if (sscanf(line, "Anonymous: %lu kB", &kib) == 1 && kib > 0)
      read_region(memory, map, start, end);
  }
  if (regions) fclose(regions);
  close(memory), close(map);
}

int main(int argc, char **argv) {
  table = calloc(slots, sizeof *table);
  for (int number = 1; number < argc; number++) read_process(argv[number]);
  printf("%zu %zu\n", pages_read, duplicates);
}
