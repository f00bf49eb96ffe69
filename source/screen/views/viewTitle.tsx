import {Line} from '../draw/line.js';
import {type Panel, panelTitle} from '../draw/panelTitle.js';
import {useTheme} from '../draw/theme.js';
import {useNamedHost} from '../frame/frameContext.js';

/** The first line of a view that is not a list: its name, its subject, its visible lines. */
export function ViewTitle({width, ...panel}: Omit<Panel, 'host'> & {width: number}) {
  const host = useNamedHost();
  return <Line text={panelTitle(useTheme(), {...panel, host}, width)} />;
}
