// A stretch of years: a small histogram of what there is, and two sliders below it.

import { max, min } from "d3-array";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { years } from "./data";
import type { Row } from "./data";
import { count } from "./words";

const BINS = 80;

interface Props {
  rows: Row[]; // all that the other filters let through, whatever their date
  from: string;
  to: string;
  onChange: (from: string, to: string) => void;
}

export function YearRange({ rows, from, to, onChange }: Props): JSX.Element | null {
  const spans = useMemo(() => rows.map(years).filter((span): span is [number, number] => span !== null), [rows]);
  const first = min(spans, (span) => span[0]);
  const last = max(spans, (span) => span[1]);
  if (first === undefined || last === undefined || first === last) return null;
  const width = Math.max(1, Math.ceil((last - first + 1) / BINS));
  const bins = new Array<number>(Math.ceil((last - first + 1) / width)).fill(0);
  for (const [start] of spans) bins[Math.floor((start - first) / width)]++;
  const most = Math.max(...bins);
  const low = Math.min(last, Math.max(first, from ? Number(from.slice(0, 4)) : first));
  const high = Math.max(low, Math.min(last, to ? Number(to.slice(0, 4)) : last));
  const told = (year: number, bound: number): string => (year === bound ? "" : String(year));
  const inside = spans.filter(([start, end]) => end >= low && start <= high).length;
  return (
    <div class="year-range" role="group" aria-label="Years">
      <div class="year-bars" aria-hidden="true">
        {bins.map((value, index) => {
          const year = first + index * width;
          return <span key={year} class={year + width - 1 >= low && year <= high ? "in" : ""} style={{ height: `${value ? 8 + (92 * value) / most : 0}%` }} />;
        })}
      </div>
      <div class="sliders">
        <input type="range" min={first} max={last} value={low} aria-label="From year" aria-valuetext={String(low)}
          onInput={(event) => { const year = Math.min(Number(event.currentTarget.value), high); onChange(told(year, first), told(high, last)); }} />
        <input type="range" min={first} max={last} value={high} aria-label="To year" aria-valuetext={String(high)}
          onInput={(event) => { const year = Math.max(Number(event.currentTarget.value), low); onChange(told(low, first), told(year, last)); }} />
      </div>
      <p class="year-words"><span>{low}</span><span class="faint">{count(inside)} dated</span><span>{high}</span></p>
    </div>
  );
}
