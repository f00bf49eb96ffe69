const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'no permission to read it (EACCES)',
  EPERM: 'no permission to read it (EPERM)',
  ENXIO: 'it is a socket, or a device without a driver',
  EIO: 'the device reports an error (EIO)',
};

/** Why a file that the user named cannot be read, for the end of a sentence. */
export function whyUnreadable(errno: string): string {
  return reasons[errno] ?? errno;
}
