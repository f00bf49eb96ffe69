/*
 * allocate --mib N [--chunk-kib K] [--seed S] [--how malloc|mmap64|shared|hugetlb|file]
 *
 * A program that knows nothing of KSM: N MiB in chunks of K KiB, filled from the seed. It says
 * "ready" and sleeps. `mmap64` is what programs with large file support call for `mmap`: a library
 * that only has `mmap` does not see it. The last three are memory that KSM never merges; `hugetlb`
 * takes chunks of whole huge pages, `file` reads from a file in memory.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "pattern.h"

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void *mapped(const char *how, size_t bytes) {
  int protection = PROT_READ | PROT_WRITE;
  int flags = MAP_PRIVATE | MAP_ANONYMOUS, file = -1;
  if (!strcmp(how, "shared")) flags = MAP_SHARED | MAP_ANONYMOUS;
  else if (!strcmp(how, "hugetlb")) flags |= MAP_HUGETLB;
  else if (!strcmp(how, "file")) {
    flags = MAP_PRIVATE;
    protection = PROT_READ;
    file = memfd_create("allocate", 0);
    if (file < 0 || ftruncate(file, bytes)) return MAP_FAILED;
  } else if (strcmp(how, "mmap64")) errno = EINVAL, fail(how);
  return mmap64(NULL, bytes, protection, flags, file, 0);
}

static void touch(volatile const char *start, size_t bytes) {
  for (size_t at = 0; at < bytes; at += 4096) (void)start[at];
}

int main(int argc, char **argv) {
  size_t mib = 0, chunk_kib = 1024;
  uint64_t seed = 0;
  const char *how = "malloc";

  for (int i = 1; i + 1 < argc; i += 2) {
    const char *value = argv[i + 1];
    if (!strcmp(argv[i], "--mib")) mib = strtoul(value, NULL, 10);
    else if (!strcmp(argv[i], "--chunk-kib")) chunk_kib = strtoul(value, NULL, 10);
    else if (!strcmp(argv[i], "--seed")) seed = strtoull(value, NULL, 10);
    else if (!strcmp(argv[i], "--how")) how = value;
    else errno = EINVAL, fail(argv[i]);
  }
  if (mib == 0 || chunk_kib == 0) errno = EINVAL, fail("--mib and --chunk-kib");

  size_t chunk_bytes = chunk_kib << 10, chunks = (mib << 20) / chunk_bytes;
  for (size_t i = 0; i < chunks; i++) {
    void *chunk = !strcmp(how, "malloc") ? malloc(chunk_bytes) : mapped(how, chunk_bytes);
    if (chunk == NULL || chunk == MAP_FAILED) fail(how);
    if (!strcmp(how, "file")) touch(chunk, chunk_bytes);
    else fill(chunk, chunk_bytes, i, seed);
  }

  puts("ready");
  fflush(stdout);
  for (;;) pause();
}
