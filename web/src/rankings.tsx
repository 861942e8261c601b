// The rankings: for each economy and measure a ladder of ranks, and who is said to stand on which.

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { useRelease } from "./context";
import { nameOf, push } from "./data";
import type { Row } from "./data";
import { filtersOf, select } from "./filters";
import { FilterBar } from "./filterbar";
import { YearRange } from "./range";
import { alter, changed } from "./route";
import type { Route } from "./route";
import { ActorName, Empty, rankWords, said } from "./ui";
import { dateWords, words } from "./words";

const STEPS = 10; // ranks that have a column of their own

export function Rankings({ route }: { route: Route }): JSX.Element {
  const release = useRelease();
  const table = release.tables.get("investment_rankings")!;
  const filters = filtersOf(route.params, table);
  const key = JSON.stringify(filters);
  const rows = useMemo(() => select(release, table, filters), [release, key]);
  const anyTime = useMemo(() => select(release, table, { ...filters, from: "", to: "" }), [release, key]);
  const economies = useMemo(() => {
    const found = new Map<string, Row[]>();
    for (const row of rows) push(found, typeof row.economy === "string" ? row.economy : "", row);
    return [...found].sort((one, other) => other[1].length - one[1].length || (one[0] < other[0] ? -1 : 1));
  }, [rows]);
  const chosen = route.params.get("record");
  const wide = (row: Row): number => Math.min(nameOf(release, String(row.ranked ?? "unnamed")).length + String(row.date ?? "").length > 13 ? 3 : 2, 15 - column(row));
  return (
    <section class="page rankings-page" aria-labelledby="rankings-title">
      <header class="page-head">
        <h1 id="rankings-title">Who ranks where</h1>
        <p>For each economy and measure, the ranks that the documents give. A bracket means “among the first”, without a place.</p>
      </header>
      <FilterBar table={table} route={route} found={rows.length} noun="ranking" />
      <YearRange rows={anyTime} from={filters.from} to={filters.to} onChange={(from, to) => alter({ from, to })} />
      {!rows.length && <Empty>{table.rows.length ? "No ranking fits these filters." : "There are no rankings in this release."}</Empty>}
      {rows.length > 0 && (
        <div class="ladder-head" aria-hidden="true">
          <span />
          {Array.from({ length: STEPS }, (_, index) => <span key={index}>{index + 1}</span>)}
          <span>later</span><span>among</span><span />
        </div>
      )}
      {economies.map(([economy, of]) => {
        const metrics = new Map<string, Row[]>();
        for (const row of of) push(metrics, String(row.metric), row);
        return (
          <section class="economy" key={economy}>
            <h2>{economy ? <ActorName actor={economy} /> : "Economy not named"}</h2>
            {[...metrics].map(([metric, list]) => (
              <div class="ladder" key={metric}>
                <h3 title={table.column.get("metric")!.terms.get(metric)}>{words(metric)}</h3>
                <ul>
                  {[...list].sort((one, other) => column(one) - column(other)).map((row) => {
                    const id = String(row.record_id);
                    const about = [rankWords(row), typeof row.date === "string" ? dateWords(row.date) : "no date", row.factuality === "actual" ? "" : String(row.factuality)].filter(Boolean).join(", ");
                    return (
                      <li key={id} style={{ "--step": column(row), "--wide": wide(row) }}>
                        <a
                          class={`rung ${String(row.rank_kind)} ${row.factuality} ${chosen === id ? "chosen" : ""}`}
                          href={changed(route, { record: chosen === id ? null : id, field: null })} title={about} aria-label={`${nameOf(release, String(row.ranked ?? "unnamed"))}: ${about}`}
                        >
                          <span class="rung-rank" aria-hidden="true">{row.rank_kind === "among" ? "[ ]" : row.rank_kind === "at_most" ? `≤${row.rank}` : String(row.rank ?? "–")}</span>
                          <span class="rung-name">{said(nameOf(release, String(row.ranked ?? "unnamed")))}</span>
                          {typeof row.date === "string" && <span class="rung-date">{row.date.replace("../", "–").replace("/..", "–")}</span>}
                        </a>
                      </li>
                    );
                  })}
                </ul>
              </div>
            ))}
          </section>
        );
      })}
    </section>
  );
}

function column(row: Row): number {
  if (row.rank === null || row.rank === undefined) return STEPS + 2;
  return Math.min(Number(row.rank), STEPS + 1);
}
