/** Where the kernel's file systems are mounted. */
export type MountPoints = {procfs: string; sysfs: string};

export const ksmDirectory = (sysfs: string): string => `${sysfs}/kernel/mm/ksm`;
