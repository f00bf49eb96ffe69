const [startSeconds, startNanoseconds] = process.hrtime();

/** Node's own `performance` loads nine modules to tell the time. */
export const clock = {
  now() {
    // To have the difference made, or this taken apart as an array, would leave objects behind.
    const time = process.hrtime();
    return (time[0] - startSeconds) * 1000 + (time[1] - startNanoseconds) / 1e6;
  },
};
