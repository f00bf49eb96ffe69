import type {WorkloadKind} from '../../../system/harness/servers/workloads.js';

/** Where things are in the machine that soaks. */
export const places = {
  /** The program that soaks. */
  program: '/soak/soak.mjs',
  /** ksmtop, next to the packages that it needs. */
  ksmtop: '/soak/dist',
  packages: '/soak/node_modules',
  java: '/soak/java',
} as const;

/** The directory that was prepared for a server. */
export const preparedIn = ({name}: WorkloadKind): string =>
  `/soak/servers/${name.toLowerCase().replaceAll(' ', '-')}`;
