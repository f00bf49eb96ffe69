/**
 * System calls of x86-64 that sleep, and that a stop from outside does not spoil.
 *
 * `restarts`: the kernel begins the call again itself (ERESTARTSYS and its kin in the kernel's
 * sources). `repeats`: it may return EINTR, always or on a socket with a time limit; nothing was done
 * by then, so that the call can be made again. Calls that are not listed may have done half of their
 * work: close(2) has closed the file.
 */
const calls: Readonly<Record<'restarts' | 'repeats', readonly number[]>> = {
  restarts: [
    7, // poll
    23, // select
    34, // pause
    35, // nanosleep
    61, // wait4
    69, // msgsnd
    70, // msgrcv
    73, // flock
    130, // rt_sigsuspend
    202, // futex
    219, // restart_syscall
    230, // clock_nanosleep
    242, // mq_timedsend
    243, // mq_timedreceive
    247, // waitid
    270, // pselect6
    271, // ppoll
    449, // futex_waitv
    455, // futex_wait
  ],
  repeats: [
    0, // read
    1, // write
    19, // readv
    20, // writev
    42, // connect
    43, // accept
    44, // sendto
    45, // recvfrom
    46, // sendmsg
    47, // recvmsg
    65, // semop
    128, // rt_sigtimedwait
    208, // io_getevents
    220, // semtimedop
    232, // epoll_wait
    281, // epoll_pwait
    288, // accept4
    299, // recvmmsg
    307, // sendmmsg
    333, // io_pgetevents
    426, // io_uring_enter
    441, // epoll_pwait2
  ],
};

const repeatable = new Set(calls.repeats);
const known = new Set([...calls.restarts, ...calls.repeats]);

/** Whether a thread that sleeps in this call can be stopped without its program noticing. */
export function bearsStop(call: number): boolean {
  return known.has(call);
}

/** Whether the call, which returned EINTR because of a stop, can be made again. */
export function canRepeat(call: number): boolean {
  return repeatable.has(call);
}
