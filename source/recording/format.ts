/**
 * A recording consists of JSON lines in plain ASCII, grouped into segments, each of which can be
 * read without those before it:
 *
 *     {"ksmtop":"recording","version":1,"timeMs":…,"program":"0.1.0","host":{…},"before":{…}}
 *     {"processes":{"1":{…},"4711":{…}}}
 *     {"sample":{"timeMs":…,"monotonicMs":…,"ksm":{…},…}}
 *     {"inspection":{"pid":4711,"startTicks":86400,"timeMs":…,"regions":[…],…}}
 *     {"processes":{"4711":{"ksm":{"mergingPages":12}},"4712":null}}
 *     {"sample":{"timeMs":…,"monotonicMs":…,"ksm":{"counters":{"pages_sharing":7}}}}
 *
 * After the header each line is a JSON merge patch (RFC 7386) to the previous lines of its kind.
 * `processes` are keyed by pid; a `sample` line completes a sample, preceded by its processes if they
 * changed. An `inspection` is complete in itself: what was read of one process between two samples.
 * `before` describes the segment before: how many samples it has, and whether a parameter changes in it.
 * The last line of a finished file is `{"end":{"samples":…}}`.
 */
export const formatVersion = 1;

/** The exact beginning of each kind of line. */
export const lineStarts = {
  header: '{"ksmtop":"recording",',
  processes: '{"processes":',
  inspection: '{"inspection":',
  sample: '{"sample":',
  end: '{"end":',
} as const;

/** A line that is invalid in this format; the rest of its segment is lost with it. */
export class DamagedLine extends Error {}

/** A recording in a newer format; the message continues a sentence about the recording. */
export class NewerRecording extends Error {}
