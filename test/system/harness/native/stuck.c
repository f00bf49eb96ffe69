/*
 * stuck [--mib N]
 *
 * Processes that hang for real. One offers N MiB (1), maps a page of a file whose file system is
 * served by its parent, and writes to it. Another runs in the same memory. Then both are announced:
 * "ready PID PID".
 *
 * Upon SIGUSR1 the first maps other memory over that page: the kernel holds the lock on the memory
 * for writing while it writes the page back, and the parent never answers. Reading ksm_stat, maps,
 * smaps or environ of the two then waits. The other one, upon the same signal, executes
 * another program, for which the kernel takes that lock, too: reading its stat then waits as well.
 *
 * When the parent ends, even by SIGKILL, so does the file system, and all continue. It is
 * mounted where no other process sees it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "pattern.h"

#define PLACE "/mnt"
#define FILE_PATH PLACE "/file"
#define PAGE 4096

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* A file system that is one file of one page. */
static int mount_file(void) {
  if (unshare(CLONE_NEWNS) || mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL)) fail("unshare");
  if (mount("tmpfs", PLACE, "tmpfs", 0, NULL)) fail("tmpfs");
  close(creat(FILE_PATH, 0600));
  int device = open("/dev/fuse", O_RDWR | O_CLOEXEC);
  if (device < 0) fail("/dev/fuse");
  char options[80];
  snprintf(options, sizeof options, "fd=%d,rootmode=100000,user_id=0,group_id=0", device);
  if (mount("stuck", FILE_PATH, "fuse", 0, options)) fail("fuse");
  return device;
}

static void answer(int device, uint64_t request, int error, const void *body, size_t bytes) {
  struct fuse_out_header head = {sizeof head + bytes, -error, request};
  struct iovec parts[] = {{&head, sizeof head}, {(void *)body, bytes}};
  if (writev(device, parts, 2) < 0 && errno != ENOENT) fail("answer");
}

/* Answers everything but a write. */
static void serve(int device) {
  static char buffer[1 << 17], zeros[PAGE];
  const struct fuse_init_out init = {
      .major = FUSE_KERNEL_VERSION, .minor = FUSE_KERNEL_MINOR_VERSION, .max_write = PAGE};
  const struct fuse_attr_out attributes = {
      .attr_valid = 3600,
      .attr = {.ino = FUSE_ROOT_ID, .size = PAGE, .mode = S_IFREG | 0600, .nlink = 1}};
  const struct fuse_open_out opened = {0};
  for (;;) {
    if (read(device, buffer, sizeof buffer) < 0) {
      if (errno == ENOENT || errno == EINTR) continue;
      fail("serve");
    }
    const struct fuse_in_header *head = (void *)buffer;
    const struct fuse_read_in *wanted = (void *)(head + 1);
    uint64_t request = head->unique;
    switch (head->opcode) {
      case FUSE_INIT: answer(device, request, 0, &init, sizeof init); break;
      case FUSE_GETATTR: answer(device, request, 0, &attributes, sizeof attributes); break;
      case FUSE_OPEN: answer(device, request, 0, &opened, sizeof opened); break;
      case FUSE_READ: answer(device, request, 0, zeros, wanted->size < PAGE ? wanted->size : PAGE); break;
      case FUSE_WRITE: case FUSE_FORGET: case FUSE_BATCH_FORGET: case FUSE_INTERRUPT: break;
      default: answer(device, request, ENOSYS, NULL, 0);
    }
  }
}

static sigset_t signals;

/* Waits for the lock on the memory that the parent is stuck with. */
static int become_other_program(void *parent) {
  char path[32], line[64];
  snprintf(path, sizeof path, "/proc/%d/stat", *(pid_t *)parent);
  sigwaitinfo(&signals, NULL);
  do {
    int stat = open(path, O_RDONLY);
    ssize_t bytes = read(stat, line, sizeof line - 1);
    close(stat);
    line[bytes < 0 ? 0 : bytes] = 0;
    sched_yield();
  } while (!strstr(line, ") D "));
  execl("/bin/true", "true", NULL);
  return 1;
}

static void hang(size_t bytes) {
  char *offered = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (offered == MAP_FAILED || madvise(offered, bytes, MADV_MERGEABLE)) fail("madvise");
  fill(offered, bytes, 0, 1);
  struct stat seen;
  int file = open(FILE_PATH, O_RDWR);
  /* Only so does the kernel learn the size. */
  if (file < 0 || fstat(file, &seen)) fail(FILE_PATH);
  char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (page == MAP_FAILED) fail(FILE_PATH);
  *page = 1;

  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR1);
  sigprocmask(SIG_BLOCK, &signals, NULL);
  static char stack[1 << 16];
  pid_t own = getpid();
  pid_t other = clone(become_other_program, stack + sizeof stack, CLONE_VM | SIGCHLD, &own);
  if (other < 0) fail("clone");
  printf("ready %d %d\n", own, other);
  fflush(stdout);
  sigwaitinfo(&signals, NULL);
  mmap(page, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  for (;;) pause();
}

int main(int argc, char **argv) {
  size_t mib = argc == 3 && !strcmp(argv[1], "--mib") ? strtoul(argv[2], NULL, 10) : 1;
  int device = mount_file();
  switch (fork()) {
    case -1: fail("fork"); break;
    case 0:
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      close(device);
      hang(mib << 20);
      break;
    default: serve(device);
  }
}
