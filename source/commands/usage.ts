export const description = 'Watch and tune Linux Kernel Samepage Merging, container by container';

/** The text of `--help`, and the usage of the readme. */
export const usage = `
  Usage
    $ ksmtop [options]

  Options
    -d, --delay SECONDS  Interval between samples, 0.1 to 3600 (default 1)
    --read-only          Change nothing: the keys that write are off
    --no-color           No colours, as with NO_COLOR in the environment
    --procfs DIR         Where the host's /proc is mounted (default /proc)
    --sysfs DIR          Where the host's /sys is mounted (default /sys)
    --help               Show this text
    --version            Show the version

  Keys: ? in ksmtop explains every key, counter and column.
`;
