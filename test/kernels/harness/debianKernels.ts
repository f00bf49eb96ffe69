/** A kernel that Debian builds, by the package that always names the newest of its series. */
export type DebianKernel = {
  /** What its release begins with. */
  series: string;
  suite: string;
  package: string;
};

/**
 * One kernel for each step of what KSM tells of a process: nothing before 5.19, from 6.1 on what is
 * offered and what merges, from 6.14 on by which way.
 */
export const debianKernels: readonly DebianKernel[] = [
  {series: '5.10', suite: 'bullseye-security', package: 'linux-image-cloud-amd64'},
  {series: '6.1', suite: 'bookworm-security', package: 'linux-image-cloud-amd64'},
  {series: '6.12', suite: 'bookworm-security', package: 'linux-image-6.12-cloud-amd64'},
  {series: '7.', suite: 'trixie-backports', package: 'linux-image-cloud-amd64'},
];
