// A table of any length: sorted by TanStack Table, drawn as far as it is seen by TanStack Virtual, walked by the arrow
// keys as the ARIA pattern of a grid has it. On a narrow screen each row is a card.

import { columnVisibilityFeature, constructTable, createSortedRowModel, rowSortingFeature, tableFeatures } from "@tanstack/table-core";
import type { ColumnDef, SortingState } from "@tanstack/table-core";
import { storeReactivityBindings } from "@tanstack/table-core/store-reactivity-bindings";
import { Virtualizer, elementScroll, measureElement, observeElementOffset, observeElementRect } from "@tanstack/virtual-core";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { NARROW, useMedia, useRelease } from "./context";
import { isCorrected, nameOf, titleOf } from "./data";
import type { Column, Release, Row, Table } from "./data";
import { ActorList, ClaimLine, Factuality, said, Tone } from "./ui";
import { dateWords, shorten, words } from "./words";

const ROW = 44;
const LONG = 160; // characters of a text that a cell can show
const PAGE = 12; // rows that Page Up and Page Down pass

const features = tableFeatures({
  coreReactivityFeature: storeReactivityBindings(),
  rowSortingFeature,
  columnVisibilityFeature,
  sortedRowModel: createSortedRowModel(),
});

interface Props {
  table: Table;
  rows: Row[];
  hidden: Set<string>;
  sorting: SortingState;
  onSort: (sorting: SortingState) => void;
  open: (row: Row, column: Column) => string | null; // where a cell leads
  onOpen: (target: string) => void;
  current: (row: Row) => boolean;
  currentColumn: string | null;
}

export function Grid(props: Props): JSX.Element {
  const { table, rows, hidden, sorting, onSort, open, onOpen, current, currentColumn } = props;
  const release = useRelease();
  const narrow = useMedia(NARROW);
  const printing = useMedia("print");
  const columns = arranged(table).filter((column) => !hidden.has(column.name));
  const sorted = useSorted(release, table, rows, sorting);
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtual(frame, sorted.length, narrow ? 132 : ROW, narrow);
  const [active, setActive] = useState<[number, number]>([-1, 0]);
  const moved = useRef(false);
  const place: [number, number] = [Math.min(active[0], sorted.length - 1), Math.min(active[1], columns.length - 1)];

  useEffect(() => {
    frame.current?.scrollTo(0, 0);
  }, [table, rows, sorting]);

  // The row that a link names is brought into sight once.
  const wanted = sorted.findIndex(current);
  const shownRow = useRef("");
  useEffect(() => {
    const key = wanted < 0 ? "" : `${table.name}/${sorted[wanted].__row}`;
    if (key && key !== shownRow.current && !narrow) virtual.scrollToIndex(wanted, { align: "auto" });
    shownRow.current = key;
  }, [wanted, table]);

  useLayoutEffect(() => {
    if (!moved.current) return;
    const cell = frame.current?.querySelector<HTMLElement>(`[data-at="${place[0]},${place[1]}"]`);
    if (cell) {
      moved.current = false;
      cell.focus({ preventScroll: place[0] >= 0 });
      cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  });

  const move = (row: number, column: number): void => {
    const next: [number, number] = [Math.max(-1, Math.min(sorted.length - 1, row)), Math.max(0, Math.min(columns.length - 1, column))];
    moved.current = true;
    if (next[0] >= 0) virtual.scrollToIndex(next[0], { align: "auto" });
    setActive(next);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.metaKey) return;
    const [row, column] = place;
    const keys: Record<string, [number, number]> = {
      ArrowDown: [row + 1, column], ArrowUp: [row - 1, column], ArrowRight: [row, column + 1], ArrowLeft: [row, column - 1],
      PageDown: [row + PAGE, column], PageUp: [Math.max(0, row - PAGE), column],
      Home: [event.ctrlKey ? 0 : row, 0], End: [event.ctrlKey ? sorted.length - 1 : row, columns.length - 1],
    };
    if (event.key in keys) {
      event.preventDefault();
      move(...keys[event.key]);
    } else if ((event.key === "Enter" || event.key === " ") && row >= 0) {
      event.preventDefault();
      const target = open(sorted[row], columns[column]);
      if (target) onOpen(target);
    }
  };

  const sort = (column: Column, more: boolean): void => {
    const now = sorting.find((entry) => entry.id === column.name);
    const next = !now ? [{ id: column.name, desc: false }] : now.desc ? [] : [{ id: column.name, desc: true }];
    onSort(more ? [...sorting.filter((entry) => entry.id !== column.name), ...next] : next);
  };

  const items = printing ? sorted.map((_, index) => ({ index, start: index * ROW, key: index })) : virtual.getVirtualItems();
  const height = printing ? "auto" : `${virtual.getTotalSize()}px`;

  if (narrow && !printing) {
    return (
      <div class="cards-frame" ref={frame} tabindex={0} aria-label={table.title} role="region">
        <ul class="cards" style={{ height }}>
          {items.map((item) => (
            <li key={sorted[item.index].__row} data-index={item.index} ref={(node) => { if (node) virtual.measureElement(node); }} style={{ transform: `translateY(${item.start}px)` }}
              aria-setsize={sorted.length} aria-posinset={item.index + 1}>
              <Card table={table} row={sorted[item.index]} columns={columns} target={open(sorted[item.index], table.columns[0])} current={current(sorted[item.index])} />
            </li>
          ))}
        </ul>
      </div>
    );
  }

  const widths = columns.map((column) => width(column));
  const template = widths.map((pixels) => `minmax(${printing ? 0 : `${pixels}px`}, ${pixels}fr)`).join(" ");
  const total = `${widths.reduce((sum, pixels) => sum + pixels, 0)}px`;
  return (
    <div
      class={`grid-frame ${printing ? "printing" : ""}`} ref={frame} role="grid" aria-label={table.title}
      aria-rowcount={sorted.length + 1} aria-colcount={columns.length} onKeyDown={onKeyDown}
    >
      <div class="grid-head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: template, minWidth: total }}>
        {columns.map((column, index) => {
          const direction = sorting.find((entry) => entry.id === column.name);
          return (
            <div key={column.name} role="columnheader" aria-colindex={index + 1} class={number(column) ? "number" : ""}
              aria-sort={direction ? (direction.desc ? "descending" : "ascending") : "none"}>
              <button
                type="button" data-at={`-1,${index}`} tabindex={place[0] === -1 && place[1] === index ? 0 : -1}
                title={`${column.description}${column.unit ? ` Unit: ${column.unit}.` : ""} Click to sort; with Shift, to sort by it too.`}
                onFocus={() => setActive([-1, index])} onClick={(event) => sort(column, event.shiftKey)}
              >
                {heading(column)}
                <span class="sort-mark" aria-hidden="true">{direction ? (direction.desc ? "↓" : "↑") : ""}</span>
              </button>
            </div>
          );
        })}
      </div>
      <div class="grid-body" role="rowgroup" style={{ height, minWidth: total }}>
        {items.map((item) => {
          const row = sorted[item.index];
          const marked = current(row);
          return (
            <div
              key={row.__row} role="row" aria-rowindex={item.index + 2} class={`grid-row ${marked ? "current" : ""}`}
              style={{ gridTemplateColumns: template, ...(printing ? {} : { transform: `translateY(${item.start}px)` }) }}
            >
              {columns.map((column, index) => (
                <div
                  key={column.name} role="gridcell" aria-colindex={index + 1} data-at={`${item.index},${index}`} data-column={column.name}
                  tabindex={place[0] === item.index && place[1] === index ? 0 : -1}
                  class={`${number(column) ? "number" : ""} ${marked && currentColumn === column.name ? "current-cell" : ""} ${open(row, column) ? "opens" : ""}`}
                  onFocus={() => { if (place[0] !== item.index || place[1] !== index) setActive([item.index, index]); }}
                  onClick={(event) => {
                    if ((event.target as Element).closest("a") || String(getSelection()).length) return;
                    const target = open(row, column);
                    if (target) onOpen(target);
                  }}
                >
                  <Cell release={release} column={column} row={row} />
                  {table.claims && column.evidence && isCorrected(release, row, column.name) && <span class="corrected" title="Corrected by hand" aria-label="corrected by hand">✎</span>}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** The columns as a reader wants them: what a claim says, then its words, then where they stand. */
function arranged(table: Table): Column[] {
  const late = table.claims ? ["quote", "doc_id"] : table.name === "events" ? ["quote", "table", "doc_id"] : [];
  return [...table.columns.filter((column) => !late.includes(column.name)), ...late.flatMap((name) => table.column.get(name) ?? [])];
}

function heading(column: Column): string {
  return column.name === "doc_id" ? "document" : column.name === "quote" ? "words" : words(column.name);
}

function number(column: Column): boolean {
  return ["integer", "number", "offset"].includes(column.kind);
}

function width(column: Column): number {
  if (["quote", "text", "words", "reason", "description"].includes(column.name)) return 340;
  if (column.name === "doc_id") return 200;
  if (column.name === "rule_id" && column.kind === "id") return 250;
  if (column.name === "table" || column.name === "field") return 150;
  switch (column.kind) {
    case "actors": return 190;
    case "actor": return 160;
    case "texts": return 240;
    case "text": return 170;
    case "terms": case "goods": return 160;
    case "id": case "hash": return 170;
    case "integer": case "number": case "offset": case "boolean": return 96;
    default: return 124;
  }
}

function Cell({ release, column, row }: { release: Release; column: Column; row: Row }): JSX.Element {
  const cell = row[column.name];
  if (cell === null || cell === undefined || (Array.isArray(cell) && !cell.length)) return <span class="none" aria-label="empty">–</span>;
  if (column.name === "doc_id") return <bdi>{said(titleOf(release, String(cell)))}</bdi>;
  switch (column.kind) {
    case "actor": case "actors": case "country":
      return <span class="clip"><ActorList actors={Array.isArray(cell) ? cell : [String(cell)]} link={false} /></span>;
    case "term":
      if (column.name === "factuality") return <Factuality value={String(cell)} />;
      return <span class="clip" title={column.terms.get(String(cell))}>{words(String(cell))}</span>;
    case "terms":
      return <span class="clip">{(cell as string[]).map(words).join(", ")}</span>;
    case "date":
      return <span class="clip" title={String(cell)}>{dateWords(String(cell))}</span>;
    case "boolean":
      return <span>{cell ? "yes" : "no"}</span>;
    case "id": case "hash":
      return <code class="clip">{said(String(cell))}</code>;
    default:
      return <bdi class="clip">{said(shorten(Array.isArray(cell) ? cell.join(", ") : String(cell), LONG))}</bdi>;
  }
}

function Card({ table, row, columns, target, current }: { table: Table; row: Row; columns: Column[]; target: string | null; current: boolean }): JSX.Element {
  const release = useRelease();
  const inner = table.claims ? (
    <>
      <span class="record-kind">
        <Tone row={row} /> {typeof row.date === "string" ? dateWords(row.date) : <span class="faint">no date</span>}
        {row.factuality !== "actual" && <Factuality value={String(row.factuality)} />}
      </span>
      <ClaimLine row={row} />
      <q class="quote"><bdi>{said(shorten(String(row.quote), 220))}</bdi></q>
    </>
  ) : (
    <dl class="card-facts">
      {columns.slice(0, 8).map((column) => {
        const cell = row[column.name];
        if (cell === null || (Array.isArray(cell) && !cell.length)) return null;
        return <><dt>{heading(column)}</dt><dd><Cell release={release} column={column} row={row} /></dd></>;
      })}
    </dl>
  );
  return target ? <a class={`card ${current ? "current" : ""}`} href={target}>{inner}</a> : <div class="card">{inner}</div>;
}

function useSorted(release: Release, table: Table, rows: Row[], sorting: SortingState): Row[] {
  const made = useMemo(() => {
    const columns: ColumnDef<typeof features, Row>[] = table.columns.map((column) => ({
      id: column.name,
      accessorFn: (row: Row) => sortKey(release, column, row),
      sortingFn: "basic",
      sortUndefined: "last",
    }));
    return constructTable({ features, columns, data: rows, getRowId: (row: Row) => String(row.__row) });
  }, [release, table, rows]);
  return useMemo(() => {
    made.setSorting(sorting);
    return made.getRowModel().rows.map((row) => row.original);
  }, [made, sorting]);
}

/** What a cell is sorted by: names as people read them, missing cells last. */
function sortKey(release: Release, column: Column, row: Row): string | number | undefined {
  const cell = row[column.name];
  if (cell === null || cell === undefined || (Array.isArray(cell) && !cell.length)) return undefined;
  if (typeof cell === "number") return cell;
  if (typeof cell === "boolean") return Number(cell);
  if (column.kind === "date" && column.name === "date") return String(row.date_first ?? row.date_last ?? cell);
  const parts = Array.isArray(cell) ? cell : [cell];
  if (column.name === "doc_id") return titleOf(release, String(cell)).toLowerCase();
  const named = ["actor", "actors", "country"].includes(column.kind) ? parts.map((actor) => nameOf(release, actor)) : parts;
  return named.join(", ").toLowerCase();
}

function useVirtual(frame: { current: HTMLDivElement | null }, length: number, size: number, measured: boolean): Virtualizer<HTMLDivElement, Element> {
  const [, draw] = useState(0);
  const options = {
    count: length,
    getScrollElement: () => frame.current,
    estimateSize: () => size,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    measureElement: measured ? measureElement : () => size,
    overscan: 12,
    // Only the narrow screen's cards differ in height; below the sticky head a row must not be hidden.
    scrollPaddingStart: measured ? 0 : ROW,
    onChange: () => draw((drawn) => drawn + 1),
  };
  const virtual = useMemo(() => new Virtualizer<HTMLDivElement, Element>(options), [measured]);
  virtual.setOptions(options);
  useLayoutEffect(() => virtual._didMount(), [virtual]);
  useLayoutEffect(() => virtual._willUpdate());
  return virtual;
}

