// Which rows a reader wants to see. All views share one set of filters, which stands in the address.

import { actorsIn, nameOf, titleOf } from "./data";
import type { Release, Row, Table } from "./data";
import { fold } from "./words";

export interface Filters {
  q: string;
  actor: string;
  with: string;
  from: string;
  to: string;
  doc: string;
  columns: [string, string][]; // column = value, for any column of the table
}

export const FILTER_KEYS = ["q", "actor", "with", "from", "to", "doc"];
const OTHER_KEYS = new Set(["record", "field", "sort", "sentence", "pair", "start", "end", "passed", "of"]);

export function filtersOf(params: URLSearchParams, table: Table): Filters {
  const get = (key: string): string => params.get(key) ?? "";
  const columns = [...params].filter(([key]) => !FILTER_KEYS.includes(key) && !OTHER_KEYS.has(key) && table.column.has(key));
  return { q: get("q"), actor: get("actor"), with: get("with"), from: get("from"), to: get("to"), doc: get("doc"), columns };
}

export function anyFilter(filters: Filters): boolean {
  const { q, actor, from, to, doc, columns } = filters;
  return Boolean(q || actor || filters.with || from || to || doc || columns.length);
}

export function isDate(text: string): boolean {
  return /^\d{4}(-\d{2}(-\d{2})?)?$/.test(text);
}

/** Which filters mean something for a table. */
export function offered(table: Table): { actor: boolean; dates: boolean; doc: boolean; terms: string[] } {
  return {
    actor: table.columns.some((column) => ["actor", "actors", "country"].includes(column.kind)),
    dates: table.column.has("date_first"),
    doc: table.column.has("doc_id") && table.name !== "documents",
    terms: table.columns.filter((column) => column.terms.size).map((column) => column.name),
  };
}

const haystacks = new WeakMap<Row, string>();

function haystack(release: Release, table: Table, row: Row): string {
  const known = haystacks.get(row);
  if (known !== undefined) return known;
  const parts: string[] = [];
  for (const column of table.columns) {
    const cell = row[column.name];
    if (cell === null || cell === undefined) continue;
    if (Array.isArray(cell)) parts.push(...cell);
    else parts.push(String(cell));
  }
  for (const actor of actorsIn(table, row)) parts.push(nameOf(release, actor));
  if (typeof row.doc_id === "string") parts.push(titleOf(release, row.doc_id));
  const text = fold(parts.join("\n"));
  haystacks.set(row, text);
  return text;
}

export function select(release: Release, table: Table, filters: Filters): Row[] {
  if (!anyFilter(filters)) return table.rows;
  const wanted = fold(filters.q).split(/\s+/).filter(Boolean);
  const can = offered(table);
  const from = isDate(filters.from) && can.dates ? filters.from : "";
  // The last day of a month or year sorts before "~", so a bound without days takes in all of them.
  const to = isDate(filters.to) && can.dates ? `${filters.to}~` : "";
  return table.rows.filter((row) => {
    if (can.doc && filters.doc && row.doc_id !== filters.doc) return false;
    if (can.actor && (filters.actor || filters.with)) {
      const actors = actorsIn(table, row);
      if (filters.actor && !actors.includes(filters.actor)) return false;
      if (filters.with && !actors.includes(filters.with)) return false;
    }
    if (from || to) {
      const first = row.date_first as string | null;
      const last = row.date_last as string | null;
      if (!first && !last) return false;
      if (from && last !== null && last < from) return false;
      if (to && first !== null && first > to) return false;
    }
    for (const [column, value] of filters.columns) {
      const cell = row[column];
      if (Array.isArray(cell) ? !cell.includes(value) : String(cell ?? "") !== value) return false;
    }
    if (wanted.length) {
      const text = haystack(release, table, row);
      for (const word of wanted) if (!text.includes(word)) return false;
    }
    return true;
  });
}
