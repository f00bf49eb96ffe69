import {statfsSync} from 'node:fs';

/**
 * File systems that store files, by the numbers of `linux/magic.h` and their own sources. On others
 * the kernel or a program makes up the content: reading `/proc/kmsg` removes messages from the log,
 * and a FUSE server may never answer.
 */
const ordinary: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // xfs
  0x9123683e, // btrfs
  0x2fc12fc1, // zfs
  0xf2f52010, // f2fs
  0xca451a4e, // bcachefs
  0x3153464a, // jfs
  0x52654973, // reiserfs
  0x3434, // nilfs
  0x4d44, // vfat
  0x2011bab0, // exfat
  0x7366746e, // ntfs3
  0x9660, // iso9660
  0x15013346, // udf
  0x73717368, // squashfs
  0xe0f5e1e2, // erofs
  0x28cd3d45, // cramfs
  0x01021994, // tmpfs
  0x858458f6, // ramfs
  0x794c7630, // overlay
  0x61756673, // aufs
  0xf15f, // ecryptfs
  0x565a4653, // vzfs of OpenVZ
  0x6969, // nfs
  0x00c36400, // ceph
  0xff534d42, // cifs
  0xfe534d42, // smb2
  0x01161970, // gfs2
  0x7461636f, // ocfs2
  0x0bd00bd0, // lustre
  0x47504653, // gpfs
]);

/** Whether an open file, also one opened with O_PATH, is on a file system that stores files. */
export function isOnOrdinaryFileSystem(descriptor: number): boolean {
  // Some runtimes return the 32-bit field as signed.
  return ordinary.has(statfsSync(`/proc/self/fd/${descriptor}`).type >>> 0);
}
