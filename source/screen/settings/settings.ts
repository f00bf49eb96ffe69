import type {TrendName} from '../../model/sample/history.js';
import type {ThemeName} from '../draw/themeNames.js';
import type {ThresholdKey} from './siteThresholds.js';
import type {ListKind} from './viewState.js';

/** What a user has set, as it is in the file; what is absent has its default. */
export type Settings = {
  interval_seconds?: number;
  theme?: ThemeName;
  mouse?: boolean;
  'map.tenants'?: string;
  chart?: 'off' | 'all' | TrendName;
} & {
  [Kind in ListKind as `${Kind}.sort`]?: string;
} & {
  [Kind in ListKind as `${Kind}.descending`]?: boolean;
} & {
  [Kind in ListKind as `${Kind}.columns`]?: readonly string[];
} & {
  [Key in ThresholdKey]?: number;
};
