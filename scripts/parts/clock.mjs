const start = process.hrtime();

/** Node's own `performance` loads nine modules to tell the time. */
export const clock = {
  now() {
    const [seconds, nanoseconds] = process.hrtime(start);
    return seconds * 1000 + nanoseconds / 1e6;
  },
};
