/*
 * libksm_preload.so: offers what a program allocates, without the program's doing.
 *
 * Replaces malloc, calloc, realloc and mmap, and marks every block above
 * KSMP_MERGE_THRESHOLD bytes (32768 by default) as mergeable. mmap64 is left alone on purpose: so
 * it is with the library of this name that people use, and programs that escape it are a case
 * worth testing.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* glibc's own names of the functions replaced here; dlsym would itself allocate. */
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

/* Before the environment can be read, nothing is large enough. */
static size_t threshold_bytes = SIZE_MAX;
static uintptr_t page_mask;

__attribute__((constructor)) static void read_threshold(void) {
  const char *text = getenv("KSMP_MERGE_THRESHOLD");
  page_mask = (uintptr_t)sysconf(_SC_PAGESIZE) - 1;
  threshold_bytes = text ? strtoul(text, NULL, 10) : 32768;
}

/* Marks all pages that hold a part of the block. The caller's errno is none of our business. */
static void *offered(void *block, size_t bytes) {
  if (block && bytes > threshold_bytes) {
    int saved_errno = errno;
    uintptr_t first = (uintptr_t)block & ~page_mask;
    uintptr_t end = ((uintptr_t)block + bytes + page_mask) & ~page_mask;
    madvise((void *)first, end - first, MADV_MERGEABLE);
    errno = saved_errno;
  }
  return block;
}

void *malloc(size_t bytes) { return offered(__libc_malloc(bytes), bytes); }

/* A product that overflows never gets memory, so it is never looked at. */
void *calloc(size_t count, size_t bytes) {
  return offered(__libc_calloc(count, bytes), count * bytes);
}

void *realloc(void *block, size_t bytes) { return offered(__libc_realloc(block, bytes), bytes); }

void *mmap(void *address, size_t bytes, int protection, int flags, int file, off_t offset) {
  void *area = (void *)syscall(SYS_mmap, address, bytes, protection, flags, file, offset);
  int private_memory = (flags & MAP_PRIVATE) && (flags & MAP_ANONYMOUS);
  return area != MAP_FAILED && private_memory ? offered(area, bytes) : area;
}
