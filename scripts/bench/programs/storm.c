/*
 * storm RATE
 *
 * Short-lived processes: RATE a second. Nine of ten exit at once; the tenth has a name of its own,
 * offers a page for merging, and exits after a second and a half. Prints "ready", and ends with its
 * input.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void stay(long number) {
  const struct timespec while_met = {.tv_sec = 1, .tv_nsec = 500 * 1000 * 1000};
  char name[16];
  snprintf(name, sizeof name, "storm-%ld", number);
  prctl(PR_SET_NAME, name);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  size_t bytes = sysconf(_SC_PAGESIZE);
  char *page = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page != MAP_FAILED && madvise(page, bytes, MADV_MERGEABLE) == 0) *page = 1;
  nanosleep(&while_met, NULL);
}

int main(int argc, char **argv) {
  double rate = argc > 1 ? atof(argv[1]) : 0;
  struct pollfd input = {.fd = 0, .events = POLLIN};
  signal(SIGCHLD, SIG_IGN);
  puts("ready");
  fflush(stdout);
  double start = now();
  for (long number = 0; poll(&input, 1, 5) == 0;) {
    for (long due = (now() - start) * rate; number < due; number++) {
      if (fork() != 0) continue;
      if (number % 10 == 0) stay(number);
      _exit(0);
    }
  }
}
