/* mergeany COMMAND [ARGUMENT...]: offers all of a process's memory, then becomes the command. */
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

#ifndef PR_SET_MEMORY_MERGE
#define PR_SET_MEMORY_MERGE 67
#endif

int main(int argc, char **argv) {
  if (argc < 2) {
    fputs("usage: mergeany COMMAND [ARGUMENT...]\n", stderr);
    return 2;
  }
  if (prctl(PR_SET_MEMORY_MERGE, 1, 0, 0, 0)) {
    perror("PR_SET_MEMORY_MERGE");
    return 1;
  }
  execvp(argv[1], argv + 1);
  perror(argv[1]);
  return 127;
}
