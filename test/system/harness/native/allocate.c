/*
 * allocate --mib N [--chunk-kib K] [--seed S] [--how malloc|mmap64]
 *
 * A program that knows nothing of KSM: N MiB in chunks of K KiB, filled from the seed. It says
 * "ready" and sleeps. `mmap64` is what programs with large file support call for `mmap`: a library
 * that only has `mmap` does not see it.
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
    void *chunk;
    if (!strcmp(how, "mmap64")) {
      chunk = mmap64(NULL, chunk_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      if (chunk == MAP_FAILED) fail("mmap64");
    } else {
      chunk = malloc(chunk_bytes);
      if (chunk == NULL) fail("malloc");
    }
    fill(chunk, chunk_bytes, i, seed);
  }

  puts("ready");
  fflush(stdout);
  for (;;) pause();
}
