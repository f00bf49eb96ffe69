/** Error messages in the C locale and their errno: those of glibc, and of musl where they differ. */
const words: Readonly<Record<string, string>> = {
  'No such file or directory': 'ENOENT',
  'No such process': 'ESRCH',
  'Permission denied': 'EACCES',
  'Operation not permitted': 'EPERM',
  'Invalid argument': 'EINVAL',
  'Device or resource busy': 'EBUSY',
  'Resource busy': 'EBUSY',
  'Read-only file system': 'EROFS',
  'Not a directory': 'ENOTDIR',
  'Is a directory': 'EISDIR',
  'Interrupted system call': 'EINTR',
  'Resource temporarily unavailable': 'EAGAIN',
  'Cannot allocate memory': 'ENOMEM',
  'Out of memory': 'ENOMEM',
  'Numerical result out of range': 'ERANGE',
  'Result not representable': 'ERANGE',
  'Too many levels of symbolic links': 'ELOOP',
  'Symbolic link loop': 'ELOOP',
  'Too many open files in system': 'ENFILE',
  'Too many open files': 'EMFILE',
  'No file descriptors available': 'EMFILE',
  'Input/output error': 'EIO',
  'I/O error': 'EIO',
  'File too large': 'EFBIG',
  'Value too large': 'EOVERFLOW',
  'Connection timed out': 'ETIMEDOUT',
  'Operation timed out': 'ETIMEDOUT',
  'Stale file handle': 'ESTALE',
  'No space left on device': 'ENOSPC',
  'Disk quota exceeded': 'EDQUOT',
  'Operation not supported': 'EOPNOTSUPP',
  'Not supported': 'EOPNOTSUPP',
};

/** The errno of an error message such as `cat: write error: Invalid argument`. */
export function errnoInWords(complaint: string): string {
  const known = Object.keys(words).find((phrase) => complaint.includes(`: ${phrase}`));
  return (known !== undefined && words[known]) || 'EIO';
}
