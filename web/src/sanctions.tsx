// The sanctions: who against whom, what was done in which year, by which measures.

import { max } from "d3-array";
import { scaleBand, scaleLinear } from "d3-scale";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { NARROW, useMedia, useRelease } from "./context";
import { nameOf, push, years } from "./data";
import type { Row } from "./data";
import { filtersOf, select } from "./filters";
import { FilterBar } from "./filterbar";
import { YearRange } from "./range";
import { alter, changed, href } from "./route";
import type { Route } from "./route";
import { useWidth } from "./size";
import { ActorName, Bars, Empty, RecordItem, said, tally } from "./ui";
import { count, shown, words } from "./words";
import { carried } from "./tables";

const SIDE = 14; // senders and targets that the matrix has room for
const UNNAMED = "";
export const ACTION_TONE: Record<string, string> = {
  imposed: "conflict", extended: "conflict light", eased: "cooperation light", lifted: "cooperation", violated: "neutral", blocked: "neutral light",
};

export function Sanctions({ route }: { route: Route }): JSX.Element {
  const release = useRelease();
  const table = release.tables.get("sanctions")!;
  const filters = filtersOf(route.params, table);
  const key = JSON.stringify(filters);
  const rows = useMemo(() => select(release, table, filters), [release, key]);
  const anyTime = useMemo(() => select(release, table, { ...filters, from: "", to: "" }), [release, key]);
  const to = (column: string, value: string): string => {
    const params = carried(route.params);
    params.set(column, value);
    return href(["tables", "sanctions"], params);
  };
  return (
    <section class="page sanctions-page" aria-labelledby="sanctions-title">
      <header class="page-head">
        <h1 id="sanctions-title">Sanctions</h1>
        <p>Measures imposed, extended, eased, lifted or blocked, and breaches of them, as the documents tell them.</p>
      </header>
      <FilterBar table={table} route={route} found={rows.length} noun="record" />
      <YearRange rows={anyTime} from={filters.from} to={filters.to} onChange={(from, until) => alter({ from, to: until })} />
      {!rows.length ? (
        <Empty>{table.rows.length ? "No sanction fits these filters." : "There are no sanctions in this release."}</Empty>
      ) : (
        <div class="panels">
          <section class="panel wide"><h2>Over time</h2><Years rows={rows} route={route} /></section>
          <section class="panel wide"><h2>By sender and target</h2><Matrix rows={rows} route={route} /></section>
          <section class="panel"><h2>What was done</h2>
            <Bars noun="record" bars={tally(rows.map((row) => String(row.action))).map(([action, value]) => ({ key: action, label: words(action), value, target: to("action", action), tone: ACTION_TONE[action] }))} />
          </section>
          <section class="panel"><h2>Measures</h2>
            <Bars noun="record" bars={tally(rows.flatMap((row) => row.measures as string[])).map(([measure, value]) => ({ key: measure, label: words(measure), value, target: to("measures", measure) }))} />
          </section>
          <section class="panel"><h2>Goods named</h2>
            {tally(rows.flatMap((row) => row.goods as string[])).length ? (
              <Bars noun="record" bars={tally(rows.flatMap((row) => row.goods as string[])).slice(0, 10).map(([good, value]) => ({ key: good, label: <bdi>{said(good)}</bdi>, value, target: to("goods", good) }))} />
            ) : <p class="faint">None in these records.</p>}
          </section>
        </div>
      )}
    </section>
  );
}

function Years({ rows, route }: { rows: Row[]; route: Route }): JSX.Element {
  const release = useRelease();
  const [frame, width] = useWidth<HTMLDivElement>(700);
  const dated = rows.filter((row) => years(row) !== null);
  const actions = [...release.tables.get("sanctions")!.column.get("action")!.terms.keys()];
  const byYear = new Map<number, Row[]>();
  for (const row of dated) push(byYear, years(row)![0], row);
  const first = Math.min(...byYear.keys());
  const last = Math.max(...byYear.keys());
  const height = 190;
  if (!dated.length) return <div ref={frame}><p class="faint">None of these records has a date.</p></div>;
  // A long history is drawn in steps of five or ten years.
  const step = last - first > 120 ? 10 : last - first > 60 ? 5 : 1;
  const start = Math.floor(first / step) * step;
  const bins = Array.from({ length: Math.floor((last - start) / step) + 1 }, (_, index) => start + index * step);
  const of = (bin: number): Row[] => Array.from({ length: step }, (_, index) => byYear.get(bin + index) ?? []).flat();
  const x = scaleBand(bins.map(String), [26, width - 4]).paddingInner(0.25).paddingOuter(0.1);
  const y = scaleLinear([0, max(bins, (bin) => of(bin).length)!], [height - 24, 8]).nice(4);
  const every = Math.ceil(bins.length / Math.max(2, Math.floor(width / 64)));
  return (
    <div ref={frame}>
      <svg class="chart" width={width} height={height} role="group" aria-label={`Sanctions from ${first} to ${last}`}>
        {y.ticks(4).filter(Number.isInteger).map((tick) => (
          <g key={tick} class="tick" aria-hidden="true"><line x1={22} x2={width} y1={y(tick)} y2={y(tick)} /><text x={16} y={y(tick) + 4} text-anchor="end">{tick}</text></g>
        ))}
        {bins.map((bin, index) => {
          let base = 0;
          const all = of(bin);
          const label = `${bin}${step > 1 ? `–${bin + step - 1}` : ""}: ${count(all.length, "record")}`;
          return (
            <a key={bin} href={all.length ? changed(route, { from: bin, to: bin + step - 1 }) : undefined} aria-label={label} tabindex={all.length ? 0 : -1}>
              <title>{label}</title>
              {actions.map((action) => {
                const number = all.filter((row) => row.action === action).length;
                if (!number) return null;
                const top = y(base + number);
                const tall = y(base) - top;
                base += number;
                return <rect key={action} class={`fill ${ACTION_TONE[action]}`} x={x(String(bin))} y={top} width={Math.min(38, x.bandwidth())} height={tall} />;
              })}
              {index % every === 0 && <text class="year" x={x(String(bin))! + Math.min(38, x.bandwidth()) / 2} y={height - 6} text-anchor="middle">{bin}</text>}
            </a>
          );
        })}
      </svg>
      <p class="key">
        {actions.map((action) => <span key={action}><span class={`key-box ${ACTION_TONE[action]}`} /> {action} </span>)}
        {rows.length > dated.length && <span class="faint">{count(rows.length - dated.length)} without a date are not drawn</span>}
      </p>
    </div>
  );
}

function Matrix({ rows, route }: { rows: Row[]; route: Route }): JSX.Element {
  const release = useRelease();
  const narrow = useMedia(NARROW);
  const room = narrow ? 6 : SIDE;
  const sides = (row: Row, column: string): string[] => ((row[column] as string[]).length ? (row[column] as string[]) : [UNNAMED]);
  const senders = tally(rows.flatMap((row) => sides(row, "senders"))).map(([actor]) => actor);
  const targets = tally(rows.flatMap((row) => sides(row, "targets"))).map(([actor]) => actor);
  const cells = new Map<string, number>();
  for (const row of rows) for (const sender of sides(row, "senders")) for (const target of sides(row, "targets")) {
    const key = `${sender}\u0000${target}`;
    cells.set(key, (cells.get(key) ?? 0) + 1);
  }
  const most = Math.max(...cells.values());
  const name = (actor: string): string => (actor === UNNAMED ? "not named" : shown(nameOf(release, actor)));
  const pair = route.params.get("pair");
  const more = senders.length > room || targets.length > room;
  return (
    <div class="matrix-frame">
      <table class="matrix">
        <caption class="visually-hidden">Number of records by sender (rows) and target (columns)</caption>
        <thead>
          <tr><th scope="col" class="corner"><span class="faint">sender ╲ target</span></th>{targets.slice(0, room).map((target) => <th key={target} scope="col"><span title={name(target)}>{target === UNNAMED ? "none" : narrow || targets.length > 6 ? short(release, target) : name(target)}</span></th>)}</tr>
        </thead>
        <tbody>
          {senders.slice(0, room).map((sender) => (
            <tr key={sender}>
              <th scope="row">{name(sender)}</th>
              {targets.slice(0, room).map((target) => {
                const value = cells.get(`${sender}\u0000${target}`) ?? 0;
                const key = `${sender}~${target}`;
                return (
                  <td key={target}>
                    {value > 0 && (
                      <a href={changed(route, { pair: pair === key ? null : key, record: null, field: null })} aria-current={pair === key ? "true" : undefined} aria-label={`${name(sender)} against ${name(target)}: ${count(value, "record")}`}>
                        <span class={`bubble ${value / most > 0.45 ? "full" : ""}`} style={{ "--size": Math.sqrt(value / most) }}>{value}</span>
                      </a>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {more && <p class="faint">The {room} most named of {count(senders.length, "sender")} and {count(targets.length, "target")}.</p>}
    </div>
  );
}

function short(release: Parameters<typeof nameOf>[0], actor: string): string {
  return actor.length <= 6 ? actor : `${shown(nameOf(release, actor)).slice(0, 5)}…`;
}

/** The records of one sender against one target, for the panel. */
export function SanctionsPair({ pair, route }: { pair: string; route: Route }): JSX.Element {
  const release = useRelease();
  const table = release.tables.get("sanctions")!;
  const cut = pair.indexOf("~");
  const [sender, target] = [pair.slice(0, cut), pair.slice(cut + 1)];
  const has = (cell: string[], actor: string): boolean => (actor === UNNAMED ? !cell.length : cell.includes(actor));
  const rows = select(release, table, filtersOf(route.params, table)).filter((row) => has(row.senders as string[], sender) && has(row.targets as string[], target));
  return (
    <div class="record">
      <p class="eyebrow">{count(rows.length, "record")}</p>
      <h2 class="record-title">
        {sender ? <ActorName actor={sender} /> : "Not named"} → {target ? <ActorName actor={target} /> : "not named"}
      </h2>
      <div class="record-list">{rows.map((row) => <RecordItem key={String(row.record_id)} row={row} target={changed(route, { record: String(row.record_id), field: null })} />)}</div>
    </div>
  );
}
