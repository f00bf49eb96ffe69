/*
 * A program that a stop from outside could harm, each in a way of its own. It writes a point for each
 * turn that went well; what a program must not see ends it with a message.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/futex.h>
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
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/rseq.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const int wait_ms = 20;

static void harmed(const char *what, long result) {
  printf("harmed: %s gave %ld, errno %d\n", what, result, errno);
  fflush(stdout);
  _exit(3);
}

static void turn(void) {
  if (write(1, ".\n", 2) != 2) _exit(0);
}

static void expect(const char *what, long result, long wanted, int wanted_errno) {
  if (result != wanted || (wanted == -1 && errno != wanted_errno)) harmed(what, result);
  turn();
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

static void wait_epoll(void) {
  int poller = epoll_create1(0);
  struct epoll_event event;
  for (;;) expect("epoll_wait", epoll_wait(poller, &event, 1, wait_ms), 0, 0);
}

static void wait_receive(void) {
  int ends[2];
  char byte;
  struct timeval limit = {.tv_usec = wait_ms * 1000};
  socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
  setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  for (;;) expect("recv", recv(ends[0], &byte, 1, 0), -1, EAGAIN);
}

static void wait_signal(void) {
  struct timespec limit = {.tv_nsec = wait_ms * 1000000};
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, NULL);
  for (;;) expect("sigtimedwait", sigtimedwait(&set, NULL, &limit), -1, EAGAIN);
}

static void wait_semaphore(void) {
  int set = semget(IPC_PRIVATE, 1, 0600);
  struct timespec limit = {.tv_nsec = wait_ms * 1000000};
  struct sembuf take = {.sem_op = -1};
  if (fork() == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    for (;;) expect("semtimedop", semtimedop(set, &take, 1, &limit), -1, EAGAIN);
  }
  pause();
}

static void wait_poll(void) {
  struct pollfd none = {.fd = -1};
  for (;;) expect("poll", poll(&none, 1, wait_ms), 0, 0);
}

static void wait_sleep(void) {
  for (;;) {
    struct timespec time = {.tv_nsec = wait_ms * 1000000};
    double start = seconds();
    long result = nanosleep(&time, NULL);
    if (seconds() - start < wait_ms / 1000.0) harmed("nanosleep was short", result);
    expect("nanosleep", result, 0, 0);
  }
}

static void wait_futex(void) {
  uint32_t word = 0;
  struct timespec limit = {.tv_nsec = wait_ms * 1000000};
  for (;;)
    expect("futex", syscall(SYS_futex, &word, FUTEX_WAIT, 0, &limit, NULL, 0), -1, ETIMEDOUT);
}

/** User mode, with values in registers that must survive. */
static void compute(void) {
  for (uint64_t round = 0;; round++) {
    uint64_t sum = 0;
    double other = 0;
    for (uint64_t each = 1; each <= 2000000; each++) {
      sum += each ^ round;
      other += 1.0;
      __asm__ volatile("" : "+r"(sum), "+x"(other));
    }
    uint64_t again = 0;
    for (uint64_t each = 1; each <= 2000000; each++) {
      again += each ^ round;
      __asm__ volatile("" : "+r"(again));
    }
    if (sum != again || other != 2000000) harmed("a sum", (long)(sum - again));
    turn();
  }
}

/**
 * In a restartable sequence for nearly all the time: what interrupts it begins it again. The kernel
 * forgets a sequence that was left through another place; then it must not go on.
 */
static void restartable(void) {
  turn();
  void *area = (char *)__builtin_thread_pointer() + __rseq_offset;
  __asm__ volatile(
      ".pushsection .data.sequence, \"aw\"\n"
      ".balign 32\n"
      "1: .long 0, 0\n"
      ".quad 2f, 3f - 2f, 5f\n"
      ".popsection\n"
      "4: lea 1b(%%rip), %%rax\n"
      "mov %%rax, 8(%0)\n"
      "2: pause\n"
      "cmpq $0, 8(%0)\n"
      "jne 2b\n"
      "3: nop\n"
      ".pushsection .text.abort, \"ax\"\n"
      ".long 0x53053053\n"
      "5: jmp 4b\n"
      ".popsection\n"
      :
      : "r"(area)
      : "rax", "memory");
  harmed("a restartable sequence", 0);
}

static void *mostly_asleep(void *argument) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, NULL);
  pause();
  return argument;
}

static volatile sig_atomic_t signals;

static void count(int number) {
  (void)number;
  signals++;
}

/** 5,000 signals a second. */
static void signalled(void) {
  signal(SIGUSR1, count);
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
  struct itimerspec every = {.it_interval.tv_nsec = 200000, .it_value.tv_nsec = 200000};
  timer_t timer;
  timer_create(CLOCK_MONOTONIC, &event, &timer);
  timer_settime(timer, 0, &every, NULL);
  for (;;) {
    int before = signals;
    for (int tries = 0; signals < before + 50; tries++) {
      if (tries > 1000000) harmed("waiting for signals", signals);
      pause();
    }
    turn();
  }
}

/** A handler of SIGTRAP, which is blocked meanwhile, as is every other signal. */
static void trapped(void) {
  sigset_t all;
  struct sigaction action;
  signal(SIGTRAP, count);
  sigfillset(&all);
  for (;;) {
    sigprocmask(SIG_SETMASK, &all, NULL);
    usleep(wait_ms * 1000);
    sigset_t now;
    sigprocmask(SIG_SETMASK, NULL, &now);
    if (sigismember(&now, SIGTERM) != 1 || sigismember(&now, SIGTRAP) != 1) harmed("the mask", 0);
    sigaction(SIGTRAP, NULL, &action);
    if (action.sa_handler != count) harmed("the handler", 0);
    turn();
  }
}

/** Ends the process for prctl, and for restart_syscall. */
static void confine(void) {
  struct sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_restart_syscall, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) harmed("seccomp", -1);
  wait_poll();
}

static void dispatch(void) {
  static char selector;
  /* All addresses may call: only the setting counts. */
  prctl(59, 1, 0, UINT64_MAX, &selector);
  turn();
  for (;;) pause();
}

static void dispatched(int signal) { harmed("a dispatched call", signal); }

/** Only calls of the C library pass, as under Wine. */
static void dispatch_others(void) {
  static char block = 1;
  signal(SIGSYS, dispatched);
  prctl(59, 1, (uintptr_t)poll - (16 << 20), 32 << 20, &block);
  wait_poll();
}

static void map_much(void) {
  for (int each = 0; each < 30000; each++) {
    char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) harmed("mmap", each);
    mprotect(pages, 4096, PROT_READ);
  }
  wait_poll();
}

static void wait_for_vfork(void) {
  turn();
  if (vfork() == 0) {
    for (;;) pause();
  }
}

/** Waits, and meanwhile starts children that wait. */
static void fork_often(void) {
  for (;;) {
    if (fork() == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      for (;;) pause();
    }
    usleep(wait_ms * 1000);
    turn();
  }
}

static void trace(const char *pid) {
  if (ptrace(PTRACE_SEIZE, atoi(pid), 0, 0) != 0) harmed("ptrace", -1);
  turn();
  pause();
}

/** Starts a child that waits; 0: with any pid. */
static pid_t wait_in_child(pid_t wanted) {
  struct clone_args arguments = {
      .exit_signal = SIGCHLD, .set_tid = wanted ? (uintptr_t)&wanted : 0, .set_tid_size = wanted != 0};
  long child = syscall(SYS_clone3, &arguments, sizeof arguments);
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    wait_poll();
  }
  if (child < 0 || (wanted != 0 && child != wanted)) harmed("clone3", child);
  return child;
}

/**
 * Waits in a child; on SIGUSR1 it ends, and another one with the same pid waits: as if pids had been
 * used up since. At once, so that no other program of the machine gets the pid.
 */
static void reuse(void) {
  sigset_t signals;
  int signal;
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR1);
  sigprocmask(SIG_BLOCK, &signals, NULL);
  pid_t child = wait_in_child(0);
  sigwait(&signals, &signal);
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  wait_in_child(child);
  pause();
}

/** A system log: writes each message as a line. */
static void listen_at(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  char message[2000];
  int log = socket(AF_UNIX, SOCK_DGRAM, 0);
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  if (bind(log, (struct sockaddr *)&address, sizeof address) != 0) harmed("bind", -1);
  turn();
  for (;;) {
    ssize_t length = recv(log, message, sizeof message - 1, 0);
    if (length < 0) harmed("recv", length);
    printf("%.*s\n", (int)length, message);
    fflush(stdout);
  }
}

static const struct {
  const char *name;
  void (*run)(void);
} hazards[] = {
    {"epoll", wait_epoll},       {"receive", wait_receive},     {"signal", wait_signal},
    {"semaphore", wait_semaphore}, {"poll", wait_poll},         {"sleep", wait_sleep},
    {"futex", wait_futex},       {"compute", compute},          {"restartable", restartable},
    {"signalled", signalled},    {"trapped", trapped},          {"confined", confine},
    {"dispatch", dispatch},      {"mappings", map_much},        {"vfork", wait_for_vfork},
    {"forks", fork_often},       {"dispatch-others", dispatch_others},
    {"reuse", reuse},
};

int main(int count_words, char **words) {
  if (count_words == 3 && strcmp(words[1], "trace") == 0) trace(words[2]);
  if (count_words == 3 && strcmp(words[1], "listen") == 0) listen_at(words[2]);
  if (count_words == 3 && strcmp(words[2], "threads") == 0) {
    pthread_t thread;
    for (int each = 0; each < 3; each++) pthread_create(&thread, NULL, mostly_asleep, NULL);
  }
  for (size_t each = 0; each < sizeof hazards / sizeof *hazards; each++)
    if (count_words > 1 && strcmp(words[1], hazards[each].name) == 0) hazards[each].run();
  return 2;
}
