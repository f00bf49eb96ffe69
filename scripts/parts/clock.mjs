const start = process.hrtime();

/** Node's own `performance` loads nine modules to tell the time. */
export const clock = {
  now() {
    const time = process.hrtime(start);
    // Taken apart as an array it would leave three objects behind.
    return time[0] * 1000 + time[1] / 1e6;
  },
};
