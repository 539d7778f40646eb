import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { useEffect, useRef } from 'react';
import { init } from './echarts';

/**
 * A chart that is made once and then changed, so that a refresh moves bars and never blinks.
 *
 * @param label what the chart shows, for those who do not see it
 */
export default function Chart({
  option,
  height,
  label,
  clicked,
}: {
  option: EChartsCoreOption;
  height: number;
  label: string;
  /** Called with the place of the datum that was clicked. What a click does must be there without a mouse too. */
  clicked?: (dataIndex: number) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const onClick = useRef(clicked);
  useEffect(() => {
    onClick.current = clicked;
  }, [clicked]);

  useEffect(() => {
    if (box.current === null) return;
    const made = init(box.current);
    chart.current = made;
    made.on('click', ({ dataIndex }) => {
      if (typeof dataIndex === 'number') onClick.current?.(dataIndex);
    });
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(box.current);
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption(option, { replaceMerge: ['series'] });
    chart.current?.resize();
  }, [option, height]);

  return <div ref={box} className="chart" role="img" aria-label={label} style={{ height }} />;
}
