/*
 * slowLine RATE COLUMNS ROWS PROGRAM [ARGUMENT...]
 *
 * A program in a terminal at the end of a slow line: of its output RATE bytes a second are taken
 * and passed on, evenly; its input comes at once. Ends with its own input, and with the program.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { STEP_MS = 20 };

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

/* 0: there will be no more. */
static ssize_t pass(int from, int to, size_t most) {
  char buffer[4096];
  ssize_t bytes = read(from, buffer, most < sizeof buffer ? most : sizeof buffer);
  if (bytes < 0) return errno == EINTR ? 1 : 0;
  return write(to, buffer, bytes) == bytes ? bytes : 0;
}

int main(int argc, char **argv) {
  if (argc < 5) return 2;
  double rate = atof(argv[1]);
  struct winsize size = {.ws_col = atoi(argv[2]), .ws_row = atoi(argv[3])};
  int terminal;
  switch (forkpty(&terminal, NULL, NULL, &size)) {
    case -1: perror("forkpty"); return 1;
    case 0: execvp(argv[4], argv + 4); perror(argv[4]); _exit(127);
  }
  struct pollfd input = {.fd = 0, .events = POLLIN}, output = {.fd = terminal, .events = POLLIN};
  double then = now(), room = 0;
  for (;;) {
    if (poll(&input, 1, STEP_MS) > 0 && !pass(0, terminal, 4096)) return 0;
    double time = now();
    room += (time - then) * rate;
    then = time;
    while (room >= 1 && poll(&output, 1, 0) > 0) {
      ssize_t bytes = pass(terminal, 1, room);
      if (!bytes) return 0;
      room -= bytes;
    }
    /* What a line did not carry in one moment it cannot carry in the next. */
    if (room > rate * STEP_MS / 1000) room = rate * STEP_MS / 1000;
  }
}
