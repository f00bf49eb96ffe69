import type {SystemCalls} from '../systemCalls/systemCalls.js';

const unixFamily = 1;
/** SOCK_DGRAM, SOCK_NONBLOCK, SOCK_CLOEXEC: a full socket must not hold up anything. */
const socketType = 2 | 0x800 | 0x8_0000;
const noSignal = 0x4000;
/** Facility `user`, severity `notice`, as logger(1) has it. */
const priority = 13;

let socket: number | undefined;

/** Writes a line to the journal or syslog of this machine; without one, it is lost. */
export function writeJournal(calls: SystemCalls, line: Uint8Array, path = '/dev/log'): void {
  socket ??= calls.call('socket', unixFamily, socketType, 0);
  if (socket < 0) return;
  const address = Buffer.alloc(110);
  address.writeUInt16LE(unixFamily);
  address.write(path, 2);
  const message = Buffer.concat([Buffer.from(`<${priority}>ksmtop[${process.ppid}]: `), line]);
  calls.call('sendto', socket, message, message.length, noSignal, address, address.length);
}
