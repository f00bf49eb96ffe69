import type {MappingState} from '../../../session/mapping.js';
import {clockTime} from '../../../text/clock.js';
import {formatSeconds} from '../../../text/units.js';
import type {Span} from '../../draw/line.js';

/** The second line of the map: how far it is, how it ended, and whether it can be read again. */
export function mapStatus(
  {phase, progress, report, isPartial, problem}: MappingState,
  isRecorded = false,
): Span[] {
  switch (phase) {
    case 'idle':
      return [' m reads the map'];
    case 'failed':
      return [
        ['bad', ` ${problem}`],
        ['dim', '   m reads it again'],
      ];
    case 'running': {
      const processes = progress
        ? `${progress.processesDone} of ${progress.processesTotal} processes`
        : 'reading …';
      return [
        ['accent', ` ${processes}`],
        ['dim', '   Esc keeps what it has'],
      ];
    }
    case 'ended': {
      const at = report && clockTime(report.timeMs);
      const again = isRecorded ? '' : '   m reads it again';
      return [
        [isPartial ? 'warning' : 'good', isPartial ? ' stopped early' : ' done'],
        ['dim', ` at ${at}, in ${formatSeconds(report?.map.seconds)}${again}`],
      ];
    }
  }
}
