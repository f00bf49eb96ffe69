import {formatBytes, formatSignedBytes} from '../../text/units.js';
import {sparkline} from '../draw/chart/sparkline.js';
import type {Column} from '../draw/list/columns.js';
import type {Style} from '../draw/theme.js';

/** What both containers and processes have. */
type Figured = {
  memoryBytes?: number;
  offeredBytes?: number;
  mergedBytes?: number;
  savedBytes?: number;
  profitBytes?: number;
  trend: readonly number[];
};

/** The same figures in every list; what changes most is on the right. */
export function figureColumns<Row extends Figured>(memoryMeaning: string): Array<Column<Row>> {
  return [
    {
      title: 'MEMORY',
      align: 'right',
      minimumWidth: 8,
      priority: 5,
      meaning: memoryMeaning,
      cell: ({memoryBytes}) => formatBytes(memoryBytes),
      style: ({memoryBytes}) => figureStyle(memoryBytes),
      sortValue: ({memoryBytes}) => memoryBytes,
    },
    {
      title: 'OFFERED',
      align: 'right',
      minimumWidth: 9,
      priority: 8,
      meaning: 'Memory that ksmd tracks: rmap items × page size.',
      cell: ({offeredBytes}) => formatBytes(offeredBytes),
      style: ({offeredBytes}) => figureStyle(offeredBytes),
      sortValue: ({offeredBytes}) => offeredBytes,
    },
    {
      title: 'MERGED',
      align: 'right',
      minimumWidth: 8,
      priority: 6,
      meaning: 'Memory backed by merged pages, including the copy that is kept.',
      cell: ({mergedBytes}) => formatBytes(mergedBytes),
      style: ({mergedBytes}) => figureStyle(mergedBytes),
      sortValue: ({mergedBytes}) => mergedBytes,
    },
    {
      title: 'SAVED',
      align: 'right',
      minimumWidth: 8,
      priority: 16,
      meaning: 'Share of what the host saves; all shares add up to the total.',
      cell: ({savedBytes}) => formatBytes(savedBytes),
      style: ({savedBytes}) => (savedBytes ? 'bold' : 'dim'),
      sortValue: ({savedBytes}) => savedBytes,
    },
    {
      title: 'PROFIT',
      align: 'right',
      minimumWidth: 9,
      priority: 15,
      meaning: 'Saved memory minus 64 bytes (32-bit: 32) for each page that ksmd tracks.',
      cell: ({profitBytes}) => formatSignedBytes(profitBytes),
      style: ({profitBytes}) => ((profitBytes ?? 0) < 0 ? 'bad' : figureStyle(profitBytes)),
      sortValue: ({profitBytes}) => profitBytes,
    },
    {
      title: 'TREND',
      align: 'left',
      minimumWidth: 10,
      grows: 'fill',
      maximumWidth: 60,
      priority: 1,
      meaning: 'Trend of SAVED.',
      trend: ({trend}) => trend,
      cell: ({trend}, theme, width) => sparkline(trend, width, theme.glyphs.spark),
      style: () => 'accent',
    },
  ];
}

/** Dims zero and unknown. */
function figureStyle(bytes: number | undefined): Style {
  return bytes ? 'plain' : 'dim';
}
