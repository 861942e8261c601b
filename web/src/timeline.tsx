// The incidents in time: a lane for each type, a mark for each incident, as long as its date is uncertain.

import { max, min } from "d3-array";
import { scaleUtc } from "d3-scale";
import { utcFormat } from "d3-time-format";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { NARROW, useMedia, useRelease } from "./context";
import { toneOf } from "./data";
import type { Row } from "./data";
import { filtersOf, select } from "./filters";
import { FilterBar } from "./filterbar";
import { YearRange } from "./range";
import { alter, changed, go, href } from "./route";
import type { Route } from "./route";
import { useWidth } from "./size";
import { arrowKeys, Empty, useStop } from "./ui";
import { carried } from "./tables";
import { count, dateWords, shorten, shown, words } from "./words";
import { nameOf } from "./data";

const MARK = 5; // half the height of a mark
const STEP = 13;
const DAY = 86_400_000;

interface Placed {
  row: Row;
  x: number;
  width: number;
  line: number;
}

export function Timeline({ route }: { route: Route }): JSX.Element {
  const release = useRelease();
  const table = release.tables.get("incidents")!;
  const narrow = useMedia(NARROW);
  const [frame, width] = useWidth<HTMLDivElement>(900);
  const filters = filtersOf(route.params, table);
  const key = JSON.stringify(filters);
  const rows = useMemo(() => select(release, table, filters), [release, key]);
  const anyTime = useMemo(() => select(release, table, { ...filters, from: "", to: "" }), [release, key]);
  const dated = rows.filter((row) => row.date_first !== null || row.date_last !== null);
  const left = narrow ? 8 : 148;
  const right = 16;

  const drawing = useMemo(() => {
    const first = (row: Row): number => Date.parse(String(row.date_first ?? row.date_last));
    const last = (row: Row): number => Date.parse(String(row.date_last ?? row.date_first)) + DAY;
    const start = min(dated, first);
    const end = max(dated, last);
    if (start === undefined || end === undefined) return null;
    const slack = Math.max(40 * DAY, (end - start) * 0.02);
    const scale = scaleUtc([start - slack, end + slack], [left, width - right]);
    const lanes = [...table.column.get("incident_type")!.terms.keys()]
      .map((type) => ({ type, rows: dated.filter((row) => row.incident_type === type) }))
      .filter((lane) => lane.rows.length)
      .sort((one, other) => other.rows.length - one.rows.length);
    let top = 26;
    const drawn = lanes.map((lane) => {
      const ends: number[] = [];
      const placed: Placed[] = [...lane.rows]
        .sort((one, other) => first(one) - first(other) || last(one) - last(other))
        .map((row) => {
          const x = scale(first(row));
          const length = Math.max(2 * MARK, scale(last(row)) - x);
          let line = ends.findIndex((end) => end + 2 <= x);
          if (line < 0) line = ends.length;
          ends[line] = x + length;
          return { row, x, width: length, line };
        });
      const height = Math.max(1, ends.length) * STEP + 14 + (narrow ? 16 : 0);
      const place = { ...lane, placed, top, height };
      top += height;
      return place;
    });
    return { scale, lanes: drawn, height: top + 8 };
  }, [dated.length, key, width, narrow, release]);

  const chosen = route.params.get("record");
  const marks = drawing ? drawing.lanes.flatMap((lane) => lane.placed.map(({ row }) => String(row.record_id))) : [];
  const { stops, onFocusIn } = useStop(marks[0]);
  return (
    <section class="page timeline-page" aria-labelledby="timeline-title">
      <header class="page-head">
        <h1 id="timeline-title">Incidents in time</h1>
        <p>A mark is as long as its date is wide: a dot for a day, a bar for a month, a year or a span. Hollow marks are planned, struck ones denied.</p>
      </header>
      <FilterBar table={table} route={route} found={rows.length} noun="incident">
        {rows.length > dated.length && (
          <a href={href(["tables", "incidents"], withSort(carried(route.params)))} class="note">{count(rows.length - dated.length)} without a date</a>
        )}
      </FilterBar>
      <YearRange rows={anyTime} from={filters.from} to={filters.to} onChange={(from, to) => alter({ from, to })} />
      <div class="drawing" ref={frame}>
        {!drawing ? (
          <Empty>{table.rows.length ? "No incident with a date fits these filters." : "There are no incidents in this release."}</Empty>
        ) : (
          <svg class="timeline" width={width} height={drawing.height} role="group" aria-label={`${count(dated.length)} incidents from ${ends(drawing.scale.domain())}`} onKeyDown={arrowKeys} onFocusIn={onFocusIn}>
            {drawing.scale.ticks(Math.max(3, Math.floor(width / 110))).map((tick) => (
              <g key={Number(tick)} class="tick" transform={`translate(${drawing.scale(tick)},0)`} aria-hidden="true">
                <line y1={20} y2={drawing.height} />
                <text y={13} text-anchor="middle">{tickWords(tick, drawing.scale.domain())}</text>
              </g>
            ))}
            {drawing.lanes.map((lane) => (
              <g key={lane.type} transform={`translate(0,${lane.top})`} class="lane">
                <line class="rule" x1={0} x2={width} y1={0} y2={0} />
                <text class="lane-name" x={narrow ? left : 0} y={narrow ? 15 : lane.height / 2 + 4}>
                  {words(lane.type)} <tspan class="lane-count">{count(lane.rows.length)}</tspan>
                </text>
                {lane.placed.map(({ row, x, width: length, line }) => {
                  const id = String(row.record_id);
                  const y = 7 + line * STEP + MARK + (narrow ? 16 : 0);
                  return (
                    <g
                      key={id} data-mark={id} role="button" tabindex={stops(id)} aria-label={told(release, row)}
                      class={`mark ${toneOf(release, row)} ${row.factuality} ${chosen === id ? "chosen" : ""}`}
                      onClick={() => go(changed(route, { record: chosen === id ? null : id, field: null }))}
                    >
                      <title>{told(release, row)}</title>
                      <rect x={x} y={y - MARK} width={length} height={2 * MARK} rx={MARK} />
                      {row.factuality === "denied" && <line x1={x + length / 2 - 5} x2={x + length / 2 + 5} y1={y + 5} y2={y - 5} />}
                    </g>
                  );
                })}
              </g>
            ))}
          </svg>
        )}
      </div>
      <p class="key" aria-hidden="true"><span class="tone-dot conflict" /> conflict <span class="tone-dot cooperation" /> cooperation <span class="tone-dot neutral" /> neither, by PLOVER's quad class</p>
    </section>
  );
}

function withSort(params: URLSearchParams): URLSearchParams {
  params.set("sort", "-date");
  return params;
}

function told(release: Parameters<typeof nameOf>[0], row: Row): string {
  const names = (cell: unknown): string => (cell as string[]).map((actor) => nameOf(release, actor)).join(", ");
  const targets = names(row.targets);
  return shown(shorten(`${dateWords(String(row.date))}: ${words(String(row.incident_type))}, ${names(row.actors) || "unnamed"}${targets ? ` → ${targets}` : ""}${row.factuality === "actual" ? "" : ` (${row.factuality})`}`, 400));
}

function ends([start, end]: Date[]): string {
  return `${start.getUTCFullYear()} to ${end.getUTCFullYear()}`;
}

function tickWords(tick: Date, [start, end]: Date[]): string {
  const days = (Number(end) - Number(start)) / DAY;
  if (tick.getUTCMonth() === 0 && tick.getUTCDate() === 1) return utcFormat("%Y")(tick);
  return utcFormat(days > 200 ? "%b" : "%-d %b")(tick);
}
