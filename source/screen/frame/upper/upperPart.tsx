import type {Model} from '../../../model/model.js';
import type {TrendName} from '../../../model/sample/history.js';
import {Line} from '../../draw/line.js';
import type {FrameLayout} from '../frameLayout.js';
import {Chart} from './chart.js';
import {Header, ShortHeader} from './header.js';
import {type Session, Title} from './title.js';
import {Trends} from './trends.js';

type UpperPartProps = {
  model: Model;
  session: Session;
  /** The counters of the chart; absent: trends in its place. */
  chart: readonly TrendName[] | undefined;
  layout: FrameLayout;
  width: number;
  remark: (text: string) => void;
};

/** What is above the view: header and trends or chart, or what a view that covers them leaves. */
export function UpperPart({model, session, chart, layout, width, remark}: UpperPartProps) {
  if (layout.isCovered) {
    return (
      <>
        {session.replay ? <Title model={model} width={width} {...session} /> : null}
        {layout.shortHeaderLines > 0 ? <ShortHeader model={model} width={width} /> : null}
      </>
    );
  }
  const place = {model, width, top: layout.upperTop, remark};
  return (
    <>
      <Header model={model} width={width} {...session} />
      <Line text={' '.repeat(width)} />
      {chart ? (
        <Chart {...place} names={chart} height={layout.upperLines} />
      ) : (
        <Trends {...place} />
      )}
      {layout.gapLines > 0 ? <Line text={' '.repeat(width)} /> : null}
    </>
  );
}
