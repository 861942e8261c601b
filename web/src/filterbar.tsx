// The filters as fields above a view; what they hold stands in the address.

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useRelease } from "./context";
import { actorsIn, nameOf, titleOf } from "./data";
import type { Table } from "./data";
import { anyFilter, filtersOf, isDate, offered } from "./filters";
import { alter, href } from "./route";
import type { Route } from "./route";
import { Icon, said, tally } from "./ui";
import { count, shorten, shown, words } from "./words";

interface Props {
  table: Table;
  route: Route;
  found: number;
  noun?: string;
  children?: ComponentChildren;
}

export function FilterBar({ table, route, found, noun = "row", children }: Props): JSX.Element {
  const release = useRelease();
  const filters = filtersOf(route.params, table);
  const can = offered(table);
  const [open, setOpen] = useState(false);
  const set = (key: string, value: string): void => alter({ [key]: value || null, record: null, field: null, pair: null, row: null });
  const terms = can.terms.map((name) => table.column.get(name)!);
  const others = filters.columns.filter(([name]) => !can.terms.includes(name));
  const active = [filters.actor, filters.with, filters.from, filters.to, filters.doc, ...filters.columns].filter(Boolean).length;
  return (
    <form class="filters" role="search" aria-label={`Filter ${table.title.toLowerCase()}`} onSubmit={(event) => event.preventDefault()}>
      <div class="filter-line">
        <Search value={filters.q} onChange={(value) => set("q", value)} label={`Search ${table.title.toLowerCase()}`} />
        <button type="button" class="filter-toggle" aria-expanded={open} aria-controls="filter-fields" onClick={() => setOpen(!open)}>
          Filters{active > 0 && <span class="pill">{active}</span>}
        </button>
      </div>
      <div id="filter-fields" class={`filter-fields ${open ? "open" : ""}`}>
        {can.actor && <ActorField table={table} value={filters.actor} onChange={(value) => set("actor", value)} />}
        {terms.map((column) => (
          <Choice
            key={column.name}
            label={words(column.name)}
            value={filters.columns.find(([name]) => name === column.name)?.[1] ?? ""}
            options={[...column.terms.keys()].map((term) => [term, words(term)])}
            onChange={(value) => set(column.name, value)}
          />
        ))}
        {can.dates && <DateField label="from" value={filters.from} onChange={(value) => set("from", value)} />}
        {can.dates && <DateField label="to" value={filters.to} onChange={(value) => set("to", value)} />}
        {can.doc && (
          <Choice
            label="document"
            value={filters.doc}
            options={[...release.documents.keys()].map((doc) => [doc, shown(shorten(titleOf(release, doc), 60))])}
            onChange={(value) => set("doc", value)}
          />
        )}
      </div>
      <div class="filter-foot">
        <output class="found" aria-live="polite">
          {found === table.rows.length ? count(found, noun) : `${count(found)} of ${count(table.rows.length, noun)}`}
        </output>
        {filters.with && <Chip label={`and ${nameOf(release, filters.with)}`} onRemove={() => set("with", "")} />}
        {others.map(([name, value]) => (
          <Chip key={name} label={`${words(name)}: ${nameOf(release, value)}`} onRemove={() => set(name, "")} />
        ))}
        {anyFilter(filters) && <a class="clear" href={href(route.path, route.params.get("sort") ? { sort: route.params.get("sort") } : {})}>Clear all</a>}
        {children}
      </div>
    </form>
  );
}

function Chip({ label, onRemove }: { label: string; onRemove: () => void }): JSX.Element {
  return (
    <button type="button" class="chip" onClick={onRemove} aria-label={`Remove the filter ${label}`}>
      {said(label)} <Icon name="close" />
    </button>
  );
}

export function Search({ value, onChange, label }: { value: string; onChange: (value: string) => void; label: string }): JSX.Element {
  const [typed, setTyped] = useState(value);
  const timer = useRef(0);
  const sent = useRef(value);
  useEffect(() => {
    if (value !== sent.current) {
      sent.current = value;
      setTyped(value);
    }
  }, [value]);
  return (
    <label class="search">
      <Icon name="search" />
      <input
        type="search"
        value={typed}
        placeholder={label}
        aria-label={label}
        autocomplete="off"
        spellcheck={false}
        data-search
        onInput={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          clearTimeout(timer.current);
          timer.current = window.setTimeout(() => {
            sent.current = text.trim();
            onChange(text.trim());
          }, 120);
        }}
      />
    </label>
  );
}

function Choice(props: { label: string; value: string; options: [string, string][]; onChange: (value: string) => void }): JSX.Element {
  const { label, value, options, onChange } = props;
  return (
    <label class={`field ${value ? "set" : ""}`}>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">any</option>
        {options.map(([key, text]) => (
          <option key={key} value={key} selected={key === value}>{text}</option>
        ))}
        {value && !options.some(([key]) => key === value) && <option value={value} selected>{value}</option>}
      </select>
    </label>
  );
}

function ActorField({ table, value, onChange }: { table: Table; value: string; onChange: (value: string) => void }): JSX.Element {
  const release = useRelease();
  const label = (actor: string): string => (nameOf(release, actor) === actor ? actor : `${nameOf(release, actor)} (${actor})`);
  const known = useMemo(() => {
    const actors = tally(table.rows.flatMap((row) => actorsIn(table, row))).map(([actor]) => actor);
    return new Map(actors.map((actor) => [label(actor), actor]));
  }, [table]);
  const [typed, setTyped] = useState(value ? label(value) : "");
  useEffect(() => setTyped(value ? label(value) : ""), [value]);
  const id = `actors-of-${table.name}`;
  const take = (text: string): void => {
    const folded = text.trim().toLowerCase();
    if (!folded) return onChange("");
    const code = known.get(text) ?? [...known].find(([name, actor]) => name.toLowerCase() === folded || actor.toLowerCase() === folded || nameOf(release, actor).toLowerCase() === folded)?.[1];
    if (code) onChange(code);
  };
  return (
    <label class={`field wide ${value ? "set" : ""}`}>
      <span>actor</span>
      <input
        list={id}
        value={typed}
        placeholder="any"
        autocomplete="off"
        spellcheck={false}
        aria-label="Actor"
        onInput={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          if (!text || known.has(text)) take(text);
        }}
        onChange={(event) => take(event.currentTarget.value)}
        onBlur={() => setTyped(value ? label(value) : "")}
      />
      <datalist id={id}>{[...known.keys()].map((name) => <option key={name} value={name} />)}</datalist>
    </label>
  );
}

function DateField({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }): JSX.Element {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const wrong = typed !== "" && !isDate(typed);
  return (
    <label class={`field date ${value ? "set" : ""}`}>
      <span>{label}</span>
      <input
        value={typed}
        placeholder="year"
        inputMode="numeric"
        autocomplete="off"
        aria-label={`Date ${label}: a year, month or day, as 1997, 1997-05 or 1997-05-01`}
        aria-invalid={wrong}
        title="A year, month or day: 1997, 1997-05 or 1997-05-01"
        onInput={(event) => {
          const text = event.currentTarget.value.trim();
          setTyped(text);
          if (text === "" || isDate(text)) onChange(text);
        }}
      />
    </label>
  );
}
