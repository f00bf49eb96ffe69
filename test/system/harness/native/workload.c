/*
 * workload --mib N [--seed S] [--unique PERCENT] [--zero PERCENT] [--how madvise|prctl|none]
 *
 * Offers N MiB to KSM, says "ready", and sleeps. With `--how madvise` exactly those pages are
 * offered, so that two workloads of one seed share an exact number; with `prctl` the stack, the
 * heap and the like come on top. `--unique` is the share of pages that no other process has,
 * `--zero` the share that holds zeros; both are exact, rounded down.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <unistd.h>

#include "pattern.h"

#ifndef PR_SET_MEMORY_MERGE
#define PR_SET_MEMORY_MERGE 67
#endif

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* Spreads `percent` of all pages evenly, and takes exactly floor(pages * percent / 100). */
static int chosen(size_t page, unsigned percent) {
  return page * percent / 100 != (page + 1) * percent / 100;
}

int main(int argc, char **argv) {
  size_t mib = 0;
  uint64_t seed = 0;
  unsigned unique_percent = 0, zero_percent = 0;
  const char *how = "madvise";

  for (int i = 1; i + 1 < argc; i += 2) {
    const char *value = argv[i + 1];
    if (!strcmp(argv[i], "--mib")) mib = strtoul(value, NULL, 10);
    else if (!strcmp(argv[i], "--seed")) seed = strtoull(value, NULL, 10);
    else if (!strcmp(argv[i], "--unique")) unique_percent = strtoul(value, NULL, 10);
    else if (!strcmp(argv[i], "--zero")) zero_percent = strtoul(value, NULL, 10);
    else if (!strcmp(argv[i], "--how")) how = value;
    else errno = EINVAL, fail(argv[i]);
  }
  if (mib == 0) errno = EINVAL, fail("--mib");

  if (!strcmp(how, "prctl") && prctl(PR_SET_MEMORY_MERGE, 1, 0, 0, 0)) fail("PR_SET_MEMORY_MERGE");

  /* A pid will not do as salt: containers have the same small numbers, each in its namespace. */
  uint64_t salt;
  if (getrandom(&salt, sizeof salt, 0) != sizeof salt) fail("getrandom");

  size_t page_bytes = sysconf(_SC_PAGESIZE), bytes = mib << 20;
  char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) fail("mmap");
  /* Huge pages are split by ksmd only on a match, which would blur every count. May be missing. */
  madvise(memory, bytes, MADV_NOHUGEPAGE);
  if (!strcmp(how, "madvise") && madvise(memory, bytes, MADV_MERGEABLE)) fail("MADV_MERGEABLE");

  for (size_t page = 0; page < bytes / page_bytes; page++) {
    char *start = memory + page * page_bytes;
    if (chosen(page, zero_percent)) memset(start, 0, page_bytes);
    else fill(start, page_bytes, page, chosen(page, unique_percent) ? salt : seed);
  }

  puts("ready");
  fflush(stdout);
  for (;;) pause();
}
