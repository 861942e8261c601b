// The release as the page holds it: tables of rows, and the indexes by which the views find their way.

export type Cell = string | number | boolean | null | string[];
export type Row = Record<string, Cell> & { __table: string; __row: number };

export interface Column {
  name: string;
  kind: string;
  description: string;
  listed: boolean;
  unit?: string;
  evidence: boolean;
  terms: Map<string, string>;
}

export interface Table {
  name: string;
  title: string;
  description: string;
  key: string[];
  claims: boolean;
  columns: Column[];
  column: Map<string, Column>;
  rows: Row[];
}

export interface Sibling {
  name: string;
  title: string;
}

interface RawColumn {
  name: string;
  kind: string;
  description: string;
  listed?: boolean;
  unit?: string;
  evidence?: boolean;
  terms?: [string, string][];
  run?: boolean;
  cells?: Cell[];
  of?: Cell[];
  at?: number[];
}

interface RawRelease {
  version: string;
  engine: string;
  citation: string;
  files: [string, string][];
  tables: {
    name: string;
    title: string;
    description: string;
    key: string[];
    claims: boolean;
    height: number;
    columns: RawColumn[];
  }[];
}

/** A document's text, addressed by code points as the offsets of the tables are. JavaScript counts UTF-16 units. */
export class Text {
  readonly text: string;
  private readonly places: Uint32Array | null;

  constructor(text: string) {
    this.text = text;
    this.places = /[\ud800-\udfff]/.test(text) ? placesOf(text) : null;
  }

  slice(start: number, end: number): string {
    const { places } = this;
    return places ? this.text.slice(places[start], places[end]) : this.text.slice(start, end);
  }

  get length(): number {
    return this.places ? this.places.length - 1 : this.text.length;
  }

  /** The code point at which a UTF-16 unit stands. */
  pointOf(unit: number): number {
    if (!this.places) return unit;
    let low = 0;
    let high = this.places.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.places[middle] < unit) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function placesOf(text: string): Uint32Array {
  const places: number[] = [];
  let unit = 0;
  for (const character of text) {
    places.push(unit);
    unit += character.length;
  }
  places.push(unit);
  return Uint32Array.from(places);
}

export const CLAIMS = ["relations", "incidents", "sanctions", "investment_rankings"];

export interface Release {
  version: string;
  engine: string;
  citation: string;
  files: Sibling[];
  tables: Map<string, Table>;
  texts: Map<string, Text>;
  documents: Map<string, Row>;
  records: Map<string, Row>;
  evidence: Map<string, Row[]>;
  sentences: Map<string, Row[]>;
  recordsOf: Map<string, Row[]>; // doc_id -> records in the order of the text
  actors: Map<string, Row>;
  rules: Map<string, Row>;
  corrections: Map<string, Row[]>; // record_id -> what people corrected in it
  tones: Map<string, Tone>;
}

export type Tone = "cooperation" | "conflict" | "neutral";

const WHERE: Record<string, [string, string]> = {
  quote: ["start", "end"],
  text: ["start", "end"],
  words: ["start", "end"],
};

export function decode(json: string): Release {
  const raw = JSON.parse(json) as RawRelease;
  const tables = new Map<string, Table>();
  const texts = new Map<string, Text>();
  const order = [...raw.tables].sort((one, other) => Number(other.name === "documents") - Number(one.name === "documents"));
  for (const source of order) {
    const columns = source.columns.map((column) => ({
      name: column.name,
      kind: column.kind,
      description: column.description,
      listed: Boolean(column.listed),
      unit: column.unit,
      evidence: Boolean(column.evidence),
      terms: new Map(column.terms ?? []),
    }));
    const rows: Row[] = [];
    for (let place = 0; place < source.height; place++) rows.push({ __table: source.name, __row: place } as Row);
    const runs = source.columns.filter((column) => column.run);
    for (const column of source.columns) {
      const { name, cells, of, at } = column;
      if (cells) for (let place = 0; place < rows.length; place++) rows[place][name] = cells[place];
      else if (of && at) for (let place = 0; place < rows.length; place++) rows[place][name] = of[at[place]];
    }
    if (source.name === "documents") for (const row of rows) texts.set(String(row.doc_id), new Text(String(row.text)));
    for (const column of runs) {
      const [start, end] = WHERE[column.name];
      for (const row of rows) {
        row[column.name] = texts.get(String(row.doc_id))!.slice(Number(row[start]), Number(row[end]));
      }
    }
    tables.set(source.name, {
      name: source.name,
      title: source.title,
      description: source.description,
      key: source.key,
      claims: source.claims,
      columns,
      column: new Map(columns.map((column) => [column.name, column])),
      rows,
    });
  }
  const inOrder = new Map(raw.tables.map((table) => [table.name, tables.get(table.name)!]));
  return index(raw, inOrder, texts);
}

function index(raw: RawRelease, tables: Map<string, Table>, texts: Map<string, Text>): Release {
  const rows = (name: string): Row[] => tables.get(name)?.rows ?? [];
  const keyed = (name: string, key: string): Map<string, Row> =>
    new Map(rows(name).map((row) => [String(row[key]), row]));
  const records = new Map<string, Row>();
  const recordsOf = new Map<string, Row[]>();
  for (const name of CLAIMS) {
    for (const row of rows(name)) {
      records.set(String(row.record_id), row);
      push(recordsOf, String(row.doc_id), row);
    }
  }
  for (const list of recordsOf.values()) list.sort((one, other) => Number(one.start) - Number(other.start));
  const evidence = new Map<string, Row[]>();
  for (const row of rows("evidence")) push(evidence, String(row.record_id), row);
  const sentences = new Map<string, Row[]>();
  for (const row of rows("sentences")) push(sentences, String(row.doc_id), row);
  for (const list of sentences.values()) list.sort((one, other) => Number(one.start) - Number(other.start));
  const corrections = new Map<string, Row[]>();
  for (const row of rows("corrections")) push(corrections, String(row.record_id), row);
  const tones = new Map<string, Tone>();
  for (const row of rows("events")) {
    const quad = Number(row.quad_class);
    tones.set(String(row.record_id), quad === 1 || quad === 2 ? "cooperation" : quad ? "conflict" : "neutral");
  }
  return {
    version: raw.version,
    engine: raw.engine,
    citation: raw.citation,
    files: raw.files.map(([name, title]) => ({ name, title })),
    tables,
    texts,
    documents: keyed("documents", "doc_id"),
    records,
    evidence,
    sentences,
    recordsOf,
    actors: keyed("actors", "actor"),
    rules: keyed("rules", "rule_id"),
    corrections,
    tones,
  };
}

export function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** The name of an actor for people; the code or name itself where the release knows no other. */
export function nameOf(release: Release, actor: string): string {
  const name = release.actors.get(actor)?.name;
  return typeof name === "string" && name ? name : actor;
}

export function titleOf(release: Release, doc: string): string {
  const title = release.documents.get(doc)?.title;
  return typeof title === "string" && title.trim() ? title : doc;
}

/** The actors of a record in their columns' order, each once. */
export function actorsIn(table: Table, row: Row): string[] {
  const found = new Set<string>();
  for (const column of table.columns) {
    if (column.kind === "actor" || column.kind === "actors" || column.kind === "country") {
      const cell = row[column.name];
      for (const actor of Array.isArray(cell) ? cell : [cell]) if (typeof actor === "string") found.add(actor);
    }
  }
  return [...found];
}

export function toneOf(release: Release, row: Row): Tone {
  return release.tones.get(String(row.record_id)) ?? "neutral";
}

/** Whether a person set this value. */
export function isCorrected(release: Release, row: Row, column: string): boolean {
  return (release.corrections.get(String(row.record_id)) ?? []).some((entry) => (entry.fields as string[]).includes(column));
}

/** First and last year of a record as numbers; null where it has no date. Open ends are as good as their closed one. */
export function years(row: Row): [number, number] | null {
  const first = typeof row.date_first === "string" ? row.date_first : null;
  const last = typeof row.date_last === "string" ? row.date_last : null;
  if (!first && !last) return null;
  return [Number((first ?? last)!.slice(0, 4)), Number((last ?? first)!.slice(0, 4))];
}
