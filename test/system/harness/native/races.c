/*
 * A program that changes while it is about to be stopped from outside. It writes a point once it is
 * ready, and for each turn that went well.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/io_uring.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const int wait_ms = 20;

static void turn(void) {
  if (write(1, ".\n", 2) != 2) _exit(0);
}

static void require(const char *what, int holds) {
  if (holds) return;
  printf("%s: errno %d\n", what, errno);
  fflush(stdout);
  _exit(3);
}

static void wait_poll(void) {
  for (;;) {
    poll(NULL, 0, wait_ms);
    turn();
  }
}

/** In user mode, with a worker of io_uring that waits for a pipe that nothing writes to. */
static void with_worker(void) {
  struct io_uring_params parameters = {0};
  static char byte;
  int ends[2];
  int ring = syscall(SYS_io_uring_setup, 8, &parameters);
  require("io_uring_setup", ring >= 0 && pipe(ends) == 0);
  char *queue = mmap(NULL, parameters.sq_off.array + parameters.sq_entries * sizeof(unsigned),
                     PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
  struct io_uring_sqe *entry = mmap(NULL, parameters.sq_entries * sizeof *entry,
                                    PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
  *entry = (struct io_uring_sqe){.opcode = IORING_OP_READ,
                                 .flags = IOSQE_ASYNC,
                                 .fd = ends[0],
                                 .addr = (uintptr_t)&byte,
                                 .len = 1};
  *(unsigned *)(queue + parameters.sq_off.tail) = 1;
  require("io_uring_enter", syscall(SYS_io_uring_enter, ring, 1, 0, 0, NULL, 0) == 1);
  for (;;) {
    for (volatile long each = 0; each < 5000000;) each++;
    turn();
  }
}

static void *poll_in_thread(void *argument) {
  wait_poll();
  return argument;
}

/** Its first thread ends, another one goes on. */
static void first_thread_ends(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, poll_in_thread, NULL);
  pthread_exit(NULL);
}

static char fifo[64];
static pid_t thread_id;

/** Ends by SIGUSR1, and lets the first thread go on. */
static void *wait_for_signal(void *argument) {
  sigset_t signals;
  int number;
  thread_id = gettid();
  turn();
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR1);
  sigwait(&signals, &number);
  close(open(fifo, O_WRONLY));
  return argument;
}

/** After SIGUSR1, a child has the number that a thread had before. */
static void reuse_thread(void) {
  pthread_t thread;
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR1);
  sigprocmask(SIG_BLOCK, &signals, NULL);
  snprintf(fifo, sizeof fifo, "/tmp/ksmtop-races-%d", getpid());
  require("mkfifo", mkfifo(fifo, 0600) == 0);
  pthread_create(&thread, NULL, wait_for_signal, NULL);
  /* Opening waits, in a call that is no place to be stopped at. */
  close(open(fifo, O_RDONLY));
  unlink(fifo);
  pthread_join(thread, NULL);
  struct clone_args arguments = {
      .exit_signal = SIGCHLD, .set_tid = (uintptr_t)&thread_id, .set_tid_size = 1};
  long child;
  /* The kernel may keep the number for a moment. */
  do child = syscall(SYS_clone3, &arguments, sizeof arguments);
  while (child < 0 && errno == EEXIST);
  require("clone3", child == 0 || child == thread_id);
  if (child == 0) prctl(PR_SET_PDEATHSIG, SIGKILL);
  wait_poll();
}

/** Ends the process for prctl, by a filter for all of its threads. */
static void confine(int number) {
  struct sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
  (void)number;
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  require("seccomp", syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC,
                             &program) == 0);
  if (write(1, "confined\n", 9) != 9) _exit(0);
}

/** Confined by SIGUSR1. */
static void confine_later(void) {
  signal(SIGUSR1, confine);
  wait_poll();
}

static const struct {
  const char *name;
  void (*run)(void);
} races[] = {
    {"poll", wait_poll},
    {"worker", with_worker},
    {"first-thread", first_thread_ends},
    {"reuse-thread", reuse_thread},
    {"confine-later", confine_later},
};

int main(int count_words, char **words) {
  for (size_t each = 0; each < sizeof races / sizeof *races; each++)
    if (count_words > 1 && strcmp(words[1], races[each].name) == 0) races[each].run();
  return 2;
}
