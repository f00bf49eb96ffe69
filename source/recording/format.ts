/**
 * A recording is a text of JSON lines in plain ASCII. It consists of segments, each of which can be
 * read without those before it:
 *
 *     {"ksmtop":"recording","version":1,"timeMs":…,"program":"0.1.0","host":{…}}
 *     {"processes":{"1":{…},"4711":{…}}}
 *     {"sample":{"timeMs":…,"monotonicMs":…,"ksm":{…},…}}
 *     {"inspection":{"pid":4711,"startTicks":86400,"timeMs":…,"regions":[…],…}}
 *     {"processes":{"4711":{"ksm":{"mergingPages":12}},"4712":null}}
 *     {"sample":{"timeMs":…,"monotonicMs":…,"ksm":{"counters":{"pages_sharing":7}}}}
 *
 * The header says what follows; after it each line is a JSON merge patch (RFC 7386) to what the
 * lines of its name have said since the header. `processes` are keyed by pid; a `sample` line ends
 * a sample, and its processes stand before it, when they changed. An `inspection` is whole by
 * itself: what was read of one process between the sample before it and the one behind it. The last
 * line of a file that was finished is `{"end":{"samples":…}}`.
 */
export const formatVersion = 1;

/** What each kind of line begins with, byte for byte. */
export const lineStarts = {
  header: '{"ksmtop":"recording",',
  processes: '{"processes":',
  inspection: '{"inspection":',
  sample: '{"sample":',
  end: '{"end":',
} as const;

/** A line that says nothing that this format knows; the rest of its segment is lost with it. */
export class DamagedLine extends Error {}

/** A recording of a later format than ours; the message is a sentence for the user. */
export class NewerRecording extends Error {}
