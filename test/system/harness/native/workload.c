/*
 * workload --mib N [--seed S] [--unique PERCENT] [--zero PERCENT] [--how madvise|prctl|none]
 *          [--forks N] [--changing PERCENT] [--sparse TIB] [--swapped PERCENT] [--restless 1]
 *
 * Offers N MiB to KSM, says "ready", and sleeps. SIGUSR1 has it opt in as a whole. `--forks`
 * makes children that share its memory, `--changing` is the share of pages that it writes to all
 * the time, `--sparse` maps address space beside it and touches sixteen pages of it, `--swapped` is
 * the share of its first pages that it gives to swap. A restless one maps, unmaps, forks and executes
 * itself all the time. With `--how madvise` exactly those pages are offered, so that two workloads of one seed share an exact number; with `prctl` the stack, the
 * heap and the like come on top. `--unique` is the share of pages that no other process has,
 * `--zero` the share that holds zeros; both are exact, rounded down.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "pattern.h"

#ifndef PR_SET_MEMORY_MERGE
#define PR_SET_MEMORY_MERGE 67
#endif

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* Spreads `percent` of all pages evenly, and takes exactly floor(pages * percent / 100). */
static int chosen(size_t page, unsigned percent) {
  return page * percent / 100 != (page + 1) * percent / 100;
}

static void opt_in(int signal) {
  (void)signal;
  prctl(PR_SET_MEMORY_MERGE, 1, 0, 0, 0);
}

/* Address space that costs nothing: only its first and last pages are there. */
static void map_sparse(size_t tib) {
  size_t bytes = tib << 40;
  char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) fail("mmap of sparse memory");
  madvise(memory, bytes, MADV_NOHUGEPAGE);
  for (size_t part = 0; part < 16; part++) fill(memory + bytes / 16 * part, 4096, part, 7);
}

static void be_restless(char **argv) {
  size_t bytes = 4 << 20;
  for (unsigned round = 0; round < 8; round++) {
    char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) fail("mmap");
    for (size_t at = 0; at < bytes; at += 4096) fill(memory + at, 4096, at, round);
    pid_t child = fork();
    if (child == 0) _exit(0);
    waitpid(child, NULL, 0);
    munmap(memory, bytes);
  }
  execv("/proc/self/exe", argv);
  fail("exec");
}

int main(int argc, char **argv) {
  size_t mib = 0;
  uint64_t seed = 0;
  unsigned unique_percent = 0, zero_percent = 0, changing_percent = 0, forks = 0,
           swapped_percent = 0, restless = 0;
  size_t sparse_tib = 0;
  const char *how = "madvise";

  for (int i = 1; i + 1 < argc; i += 2) {
    const char *value = argv[i + 1];
    if (!strcmp(argv[i], "--mib")) mib = strtoul(value, NULL, 10);
    else if (!strcmp(argv[i], "--seed")) seed = strtoull(value, NULL, 10);
    else if (!strcmp(argv[i], "--unique")) unique_percent = strtoul(value, NULL, 10);
    else if (!strcmp(argv[i], "--zero")) zero_percent = strtoul(value, NULL, 10);
    else if (!strcmp(argv[i], "--forks")) forks = strtoul(value, NULL, 10);
    else if (!strcmp(argv[i], "--changing")) changing_percent = strtoul(value, NULL, 10);
    else if (!strcmp(argv[i], "--sparse")) sparse_tib = strtoul(value, NULL, 10);
    else if (!strcmp(argv[i], "--swapped")) swapped_percent = strtoul(value, NULL, 10);
    else if (!strcmp(argv[i], "--restless")) restless = strtoul(value, NULL, 10);
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

  if (sparse_tib > 0) map_sparse(sparse_tib);
  size_t swapped_bytes = bytes / page_bytes * swapped_percent / 100 * page_bytes;
  if (swapped_bytes && madvise(memory, swapped_bytes, MADV_PAGEOUT)) fail("MADV_PAGEOUT");
  signal(SIGUSR1, opt_in);
  for (unsigned child = 0; child < forks; child++) {
    if (fork() == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      for (;;) pause();
    }
  }

  puts("ready");
  fflush(stdout);
  if (restless) be_restless(argv);
  while (changing_percent > 0) {
    /* Every second something else, the same in all processes of one seed. */
    uint64_t now = time(NULL);
    for (size_t page = 0; page < bytes / page_bytes; page++) {
      if (chosen(page, changing_percent)) fill(memory + page * page_bytes, 8, page, now);
    }
    usleep(50 * 1000);
  }
  for (;;) pause();
}
