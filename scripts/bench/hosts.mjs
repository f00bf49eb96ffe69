/**
 * The hosts that rows are measured on. 300 of many processes offer memory, in up to 500 groups;
 * on the small one a twentieth of the rows changes all the time, on the screen of either program. On
 * `merged` rows start their own, and ksmd runs; on `asItIs` it is left alone.
 *
 * @typedef {keyof typeof hosts} HostName
 */
export const hosts = {
  asItIs: {processes: 0},
  merged: {processes: 0},
  hundred: {processes: 100, offering: 30, groups: 40},
  changing: {processes: 100, offering: 40, changing: 5, groups: 40},
  thousand: {processes: 1000, offering: 300, groups: 50},
  threeThousand: {processes: 3000, offering: 300, groups: 150},
  tenThousand: {processes: 10_000, offering: 300, groups: 500},
};

/** The same, small: to check that every row runs. */
export const smallHosts = Object.fromEntries(
  Object.entries(hosts).map(([name, {processes}]) => [
    name,
    processes === 0
      ? {processes}
      : {processes: 40, offering: 20, changing: name === 'changing' ? 2 : 0, groups: 10},
  ]),
);
