/*
 * processes COUNT OFFERING CHANGING PAGES GROUPS DIRECTORY...
 *
 * Fills a host with processes: COUNT of them sleep, distributed over GROUPS control groups, which
 * exist already: each DIRECTORY with 0000, 0001, … behind it. The first OFFERING of them
 * offer PAGES pages each, half of which are the same everywhere; the first CHANGING of those touch
 * a quarter of their pages and work a little every 200 ms. Says "ready", and ends with its input.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void enter(const char *directory, long group) {
  char path[4096];
  snprintf(path, sizeof path, "%s%04ld/cgroup.procs", directory, group);
  int file = open(path, O_WRONLY);
  if (file < 0 || write(file, "0", 1) != 1) fail(path);
  close(file);
}

static unsigned long *offer(long number, long pages, size_t page_bytes) {
  unsigned long *memory = mmap(NULL, pages * page_bytes, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) fail("mmap");
  /* A kernel without KSM has nothing to merge, and still a host full of processes. */
  madvise(memory, pages * page_bytes, MADV_MERGEABLE);
  for (long page = 0; page < pages; page++) {
    unsigned long *words = memory + page * page_bytes / sizeof *words;
    for (size_t word = 0; word < page_bytes / sizeof *words; word++) {
      words[word] = 1 + word * (page + 1) + (page % 2 ? (unsigned long)number << 32 : 0);
    }
  }
  return memory;
}

static void work(unsigned long *memory, long pages, size_t page_bytes) {
  const struct timespec pause = {.tv_nsec = 200 * 1000 * 1000};
  for (long turn = 0;; turn++) {
    nanosleep(&pause, NULL);
    for (long page = turn % 4; page < pages; page += 4) {
      /* The same content again: the page is copied, and merged anew some scans later. */
      volatile unsigned long *word = memory + page * page_bytes / sizeof *word;
      *word = *word;
    }
    for (volatile long spin = 0; spin < 500 * 1000; spin++) continue;
  }
}

int main(int argc, char **argv) {
  if (argc < 6) errno = EINVAL, fail("COUNT OFFERING CHANGING PAGES GROUPS DIRECTORY...");
  long count = atol(argv[1]), offering = atol(argv[2]), changing = atol(argv[3]);
  long pages = atol(argv[4]), groups = atol(argv[5]);
  size_t page_bytes = sysconf(_SC_PAGESIZE);
  pid_t parent = getpid();

  for (long number = 0, entered = -1; number < count; number++) {
    long group = number * groups / count;
    /* A process that is born in a group need not be moved there, which takes the kernel long. */
    for (int i = 6; i < argc && group != entered; i++) enter(argv[i], group);
    entered = group;
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child > 0) continue;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    unsigned long *memory = number < offering ? offer(number, pages, page_bytes) : NULL;
    if (memory && number < changing) work(memory, pages, page_bytes);
    for (;;) pause();
  }

  puts("ready");
  fflush(stdout);
  char byte;
  while (read(0, &byte, 1) > 0) continue;
  return 0;
}
