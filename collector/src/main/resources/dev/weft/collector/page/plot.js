// A plot over time by uPlot, in the colours of the page.
import { el, useEffect, useRef } from './dom.js';
import * as format from './format.js';

const { div } = el;
const HEIGHT = 168;

let style = null;
/** The library's own style, loaded with the first plot. */
const styled = () => {
  if (!style) {
    style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = new URL('./uplot.css', import.meta.url);
    document.head.append(style);
  }
};

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/**
 * @param times epoch milliseconds
 * @param lines [{name, values, colour: a custom property of the style, fill}]
 * @param show how values are written
 * @param least that the axis reaches at the top, so that nothing at all is a line at the bottom
 */
export function Plot({ label, times, lines, show, least, zeroBased = true, theme }) {
  const box = useRef(null);
  const plot = useRef(null);
  const data = [times.map((at) => at / 1000), ...lines.map((line) => line.values)];
  useEffect(() => {
    let gone = false;
    let resized = null;
    styled();
    import('./uplot.js').then(({ default: UPlot }) => {
      if (gone) return;
      const axis = { stroke: colour('--muted'), font: `11px ${colour('--sans')}`, grid: { stroke: colour('--hair'), width: 1 }, ticks: { show: false }, gap: 6 };
      plot.current = new UPlot({
        width: box.current.clientWidth || 300,
        height: HEIGHT,
        padding: [8, 14, 0, 0],
        cursor: { points: { size: 6 }, drag: { x: false, y: false } },
        legend: { live: true },
        scales: { y: { range: (u, min, max) => [zeroBased ? 0 : min, Math.max(max || 0, least) * 1.1] } },
        axes: [
          { ...axis, space: 70, values: (u, ticks) => ticks.map((at) => format.clock(at * 1000).slice(0, 5)) },
          { ...axis, size: 58, space: 34, values: (u, ticks) => ticks.map(show) },
        ],
        series: [
          { label: 'Time', value: (u, at) => (at == null ? '' : format.clock(at * 1000)) },
          ...lines.map((line) => ({
            label: line.name, stroke: colour(line.colour), width: 1.5, points: { show: false }, spanGaps: false,
            fill: line.fill ? colour(line.fill) : undefined, value: (u, value) => (value == null ? '–' : show(value)),
          })),
        ],
      }, data, box.current);
      resized = new ResizeObserver(() => plot.current?.setSize({ width: box.current.clientWidth, height: HEIGHT }));
      resized.observe(box.current);
    });
    return () => {
      gone = true;
      resized?.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [theme, lines.map((line) => line.name).join()]);
  useEffect(() => {
    plot.current?.setData(data);
  });
  return div({ class: 'plot' }, el.h3(label), div({ ref: box, class: 'canvas', role: 'img', 'aria-label': label }));
}
