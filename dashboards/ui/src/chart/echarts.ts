import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use as register } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

// Only what the charts use ends up in the bundle.
register([BarChart, CustomChart, LineChart, GridComponent, TooltipComponent, CanvasRenderer]);

export { init };
