const [startSeconds, startNanoseconds] = process.hrtime();

/**
 * Stands for Node's own `performance`, which loads nine modules to tell the time. By a name that
 * no scope has for something of its own: the build puts it there without looking.
 */
export const __performance = {
  now() {
    // To have the difference made, or this taken apart as an array, would leave objects behind.
    const time = process.hrtime();
    return (time[0] - startSeconds) * 1000 + (time[1] - startNanoseconds) / 1e6;
  },
};
