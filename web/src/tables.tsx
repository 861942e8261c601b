// The tables: one grid, a tab for each table, filters, and which columns are shown.

import type { SortingState } from "@tanstack/table-core";
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { useRelease } from "./context";
import type { Column, Row, Table } from "./data";
import { FILTER_KEYS, filtersOf, select } from "./filters";
import { FilterBar } from "./filterbar";
import { Grid } from "./grid";
import { alter, changed, go, href } from "./route";
import type { Route } from "./route";
import { Empty, Icon } from "./ui";
import { count, words } from "./words";

// What a reader needs last; the menu of columns brings it back.
const APART = new Set([
  "record_id", "start", "end", "sentence", "rule_id", "confidence", "date_first", "date_last", "sha256", "encoding", "size",
  "path", "photo_credit", "retrieved_on", "event_id", "source_name", "target_name", "iso_alpha2", "iso_numeric", "anchor", "part",
  "location_country", "unit", "supporters", "speaker",
  "year", "correction_id",
]);
const ALSO_APART: Record<string, string[]> = { actors: ["name", "iso_former", "cow_abbreviation", "cow_states", "gw_states"], rules: ["sha256"] };
const KEPT: Record<string, string[]> = {
  rejects: ["path", "record_id"], rules: ["rule_id"], evidence: ["record_id"], sentences: ["sentence"], corrections: ["record_id"],
};

export function Tables({ route }: { route: Route }): JSX.Element {
  const release = useRelease();
  const name = route.path[1] ?? "relations";
  const table = release.tables.get(name);
  return (
    <section class="tables" aria-labelledby="tables-title">
      <h1 id="tables-title" class="visually-hidden">Tables</h1>
      <nav class="tabs" aria-label="Tables">
        {[...release.tables.values()].map((entry) => (
          <a
            key={entry.name}
            href={href(["tables", entry.name], carried(route.params))}
            aria-current={entry.name === name ? "page" : undefined}
            title={entry.description}
            class={entry.claims ? "" : "lesser"}
          >
            {entry.title} <span class="tab-count">{count(entry.rows.length)}</span>
          </a>
        ))}
      </nav>
      {table ? <OneTable key={name} table={table} route={route} /> : <Empty>There is no table {name}.</Empty>}
    </section>
  );
}

/** The filters that go along from one view to the next. */
export function carried(params: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...params].filter(([key]) => FILTER_KEYS.includes(key) && key !== "with"));
}

function OneTable({ table, route }: { table: Table; route: Route }): JSX.Element {
  const release = useRelease();
  const query = route.params.toString();
  const filters = useMemo(() => filtersOf(route.params, table), [query, table]);
  const filterKey = JSON.stringify(filters);
  const rows = useMemo(() => select(release, table, filters), [release, table, filterKey]);
  const sort = route.params.get("sort") ?? "";
  const sorting = useMemo(() => sortingOf(sort, table), [sort, table]);
  const [hidden, setHidden] = useState(() => new Set(table.columns.map((column) => column.name).filter((name) => (APART.has(name) || ALSO_APART[table.name]?.includes(name)) && !KEPT[table.name]?.includes(name))));
  const record = route.params.get("record");
  const picked = route.params.get("row");

  const open = (row: Row, column: Column): string | null => {
    if (table.claims) {
      const cell = row[column.name];
      const filled = cell !== null && !(Array.isArray(cell) && !cell.length);
      return changed(route, { record: String(row.record_id), field: column.evidence && filled ? column.name : null, row: null });
    }
    switch (table.name) {
      case "documents": case "coverage":
        return href(["documents", String(row.doc_id)]);
      case "sentences":
        return href(["documents", String(row.doc_id)], { sentence: Number(row.sentence) });
      case "actors":
        return href(["actors", String(row.actor)]);
      default:
        if (typeof row.record_id === "string" && release.records.has(row.record_id)) {
          return changed(route, { record: row.record_id, field: typeof row.field === "string" ? row.field : null, row: row.__row });
        }
        return changed(route, { row: row.__row, record: null, field: null });
    }
  };
  const current = (row: Row): boolean =>
    picked !== null ? row.__row === Number(picked) : record !== null && row.record_id === record;

  return (
    <>
      <p class="table-about">{table.description}</p>
      <FilterBar table={table} route={route} found={rows.length} noun={table.claims ? "record" : "row"}>
        <ColumnMenu table={table} hidden={hidden} onChange={setHidden} />
      </FilterBar>
      {rows.length ? (
        <Grid
          table={table} rows={rows} hidden={hidden} sorting={sorting} open={open} onOpen={(target) => go(target)}
          onSort={(next) => alter({ sort: next.map((entry) => (entry.desc ? "-" : "") + entry.id).join(",") || null })}
          current={current} currentColumn={route.params.get("field")}
        />
      ) : table.rows.length ? (
        <Empty>No row fits these filters. <a href={href(route.path)}>Clear them</a></Empty>
      ) : (
        <Empty>{emptyWords(table)}</Empty>
      )}
    </>
  );
}

function emptyWords(table: Table): string {
  if (table.name === "rejects") return "Nothing was turned away: every file could be read, and every row passed its checks.";
  if (table.name === "corrections") return "No record was corrected by hand in this release.";
  return `There are no ${table.title.toLowerCase()} in this release.`;
}

function sortingOf(text: string, table: Table): SortingState {
  return text
    .split(",")
    .map((part) => ({ id: part.replace(/^-/, ""), desc: part.startsWith("-") }))
    .filter((entry) => table.column.has(entry.id));
}

function ColumnMenu({ table, hidden, onChange }: { table: Table; hidden: Set<string>; onChange: (hidden: Set<string>) => void }): JSX.Element {
  return (
    <details class="menu column-menu">
      <summary><Icon name="columns" /> Columns</summary>
      <fieldset>
        <legend class="visually-hidden">Columns that are shown</legend>
        {table.columns.map((column) => (
          <label key={column.name} title={column.description}>
            <input
              type="checkbox"
              checked={!hidden.has(column.name)}
              onChange={(event) => {
                const next = new Set(hidden);
                if (event.currentTarget.checked) next.delete(column.name);
                else next.add(column.name);
                if (next.size < table.columns.length) onChange(next);
              }}
            />
            {words(column.name)}
          </label>
        ))}
      </fieldset>
    </details>
  );
}
