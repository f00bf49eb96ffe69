/*
 * Measures the scheduling delay of this machine: sleeps a millisecond at a time until it gets SIGTERM,
 * then prints how often, and how late it woke up in µs: median, 99th percentile, longest.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <time.h>

enum { limit_us = 4000000, sleep_us = 1000 };
static unsigned counts[limit_us + 1];
static volatile sig_atomic_t over;

static void end(int signal) {
  (void)signal;
  over = 1;
}

static double now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static unsigned at(double share, unsigned total) {
  unsigned late = 0;
  for (unsigned seen = counts[0]; late < limit_us && seen < share * total; seen += counts[++late]) {
  }
  return late;
}

int main(void) {
  struct timespec pause = {.tv_nsec = sleep_us * 1000};
  unsigned total = 0;
  signal(SIGTERM, end);
  /* Otherwise the kernel wakes it up to 50 µs later than asked for. */
  prctl(PR_SET_TIMERSLACK, 1);
  puts("ready");
  fflush(stdout);
  while (!over) {
    double start = now_us();
    if (nanosleep(&pause, NULL) != 0) break;
    double late = now_us() - start - sleep_us;
    counts[late > limit_us ? limit_us : (unsigned)late]++;
    total++;
  }
  printf("lateness %u %u %u %u\n", total, at(0.5, total), at(0.99, total), at(1, total));
  return 0;
}
