// The relations as a network: who is tied to whom, in how many records, and whether as cooperation or conflict.

import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import type { SimulationNodeDatum } from "d3-force";
import { select as selection } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import type { ZoomBehavior } from "d3-zoom";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { NARROW, useMedia, useRelease } from "./context";
import { nameOf, push, toneOf } from "./data";
import type { Release, Row, Tone } from "./data";
import { filtersOf, select } from "./filters";
import { FilterBar } from "./filterbar";
import { YearRange } from "./range";
import { alter, changed, go } from "./route";
import type { Route } from "./route";
import { useWidth } from "./size";
import { ActorName, arrowKeys, Empty, RecordItem, Tone as ToneDot, useStop } from "./ui";
import { count, shorten, shown, words } from "./words";

const TONES: Tone[] = ["cooperation", "neutral", "conflict"];
const TICKS = 320; // after which the layout stands still
const FEW = 14; // actors for whom a low drawing will do
const CODE = 5; // letters of the longest code
const LETTER = 6.3; // width of a letter of a name, about
const NAME = 40; // letters of a name that a drawing has room for
const ALWAYS = 6; // actors that are named however crowded it is

interface Node extends SimulationNodeDatum {
  id: string;
  rows: number;
  x: number;
  y: number;
}

interface Tie {
  pair: string;
  a: string;
  b: string;
  rows: Row[];
}

export function Network({ route }: { route: Route }): JSX.Element {
  const release = useRelease();
  const table = release.tables.get("relations")!;
  const narrow = useMedia(NARROW);
  const [frame, width] = useWidth<HTMLDivElement>(900);
  const filters = filtersOf(route.params, table);
  const key = JSON.stringify(filters);
  const rows = useMemo(() => select(release, table, filters), [release, key]);
  // The layout takes in all years, so that nobody moves while the years are.
  const anyTime = useMemo(() => select(release, table, { ...filters, from: "", to: "" }), [release, JSON.stringify({ ...filters, from: "", to: "" })]);
  const few = useMemo(() => new Set(anyTime.flatMap((row) => [row.subject, row.object])).size <= FEW, [anyTime]);
  const height = narrow || few ? 440 : Math.max(460, Math.min(680, Math.round(width * 0.6)));
  const nodes = useMemo(() => layout(anyTime, width, height), [anyTime, width, height]);
  const places = useMemo(() => new Map(nodes.map((node) => [node.id, node])), [nodes]);
  const ties = useMemo(() => tiesOf(rows), [rows]);
  const present = useMemo(() => new Set(ties.flatMap((tie) => [tie.a, tie.b])), [ties]);
  const size = narrow ? 0.62 : 1;
  // A narrow drawing has room for codes only.
  const label = (actor: string): string => (narrow && actor.length <= CODE ? actor : nameOf(release, actor));
  const names = useMemo(() => placed(nodes, label, size, width), [release, nodes, size, width]);
  const pair = route.params.get("pair");
  const [view, zoomed] = useZoom(width, height, nodes.length > 0);
  const { stops, onFocusIn } = useStop(nodes[0]?.id);
  const [hover, setHover] = useState<string | null>(null);
  const near = (tie: Tie): boolean => hover === null || tie.a === hover || tie.b === hover;

  return (
    <section class="page network-page" aria-labelledby="network-title">
      <header class="page-head">
        <h1 id="network-title">A network of relations</h1>
        <p>A line joins two actors whose ties a document tells of; the more records, the wider. Choose a line for its records, an actor for its ties alone.</p>
      </header>
      <FilterBar table={table} route={route} found={rows.length} noun="relation" />
      <YearRange rows={anyTime} from={filters.from} to={filters.to} onChange={(from, to) => alter({ from, to })} />
      <div class="drawing network-drawing" ref={frame}>
        {!nodes.length ? (
          <Empty>{table.rows.length ? "No relation fits these filters." : "There are no relations in this release."}</Empty>
        ) : (
          <>
            <svg ref={view} class="network" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={`${count(present.size)} actors, ${count(ties.length)} pairs`} onKeyDown={arrowKeys} onFocusIn={onFocusIn}>
              <g class="zoomed">
                {ties.map((tie) => (
                  <TieLines key={tie.pair} tie={tie} places={places} release={release} chosen={pair === tie.pair} dim={!near(tie) || (pair !== null && pair !== tie.pair)}
                    onChoose={() => go(changed(route, { pair: pair === tie.pair ? null : tie.pair, record: null, field: null }))} />
                ))}
                {nodes.map((node) => {
                  const there = present.has(node.id);
                  const near = hover === null || hover === node.id || ties.some((tie) => (tie.a === hover && tie.b === node.id) || (tie.b === hover && tie.a === node.id));
                  const radius = radiusOf(node, size);
                  const name = names.get(node.id);
                  return (
                    <g
                      key={node.id} data-mark={node.id} role="button" tabindex={stops(node.id)} transform={`translate(${node.x},${node.y})`}
                      class={`node ${there ? "" : "absent"} ${near ? "" : "dim"} ${filters.actor === node.id ? "chosen" : ""} ${name ? "named" : ""}`}
                      aria-label={`${nameOf(release, node.id)}, ${count(node.rows, "relation")}`} aria-pressed={filters.actor === node.id}
                      onPointerEnter={() => setHover(node.id)} onPointerLeave={() => setHover(null)} onFocus={() => setHover(node.id)} onBlur={() => setHover(null)}
                      onClick={() => go(changed(route, { actor: filters.actor === node.id ? null : node.id, with: null, pair: null, record: null, field: null }))}
                    >
                      <circle r={radius} />
                      <text x={name?.x ?? 0} y={name?.y ?? -radius - 4} text-anchor={name?.anchor ?? "middle"}>{shown(shorten(label(node.id), NAME))}</text>
                    </g>
                  );
                })}
              </g>
            </svg>
            <div class="zoom-buttons">
              <button type="button" aria-label="Closer" onClick={() => zoomed(1.4)}>+</button>
              <button type="button" aria-label="Farther" onClick={() => zoomed(1 / 1.4)}>−</button>
              <button type="button" aria-label="Whole network" onClick={() => zoomed(0)}>⤢</button>
            </div>
          </>
        )}
      </div>
      <p class="key"><span class="tone-line cooperation" /> cooperation <span class="tone-line conflict" /> conflict <span class="tone-line neutral" /> neither: a tie stated or absent</p>
      {ties.length > 0 && (
        <>
          <h2>The ties, as a list</h2>
          <ul class="ties">
            {ties.slice(0, 100).map((tie) => (
              <li key={tie.pair}>
                <a href={changed(route, { pair: tie.pair, record: null, field: null })} aria-current={pair === tie.pair ? "true" : undefined}>
                  <span><ActorName actor={tie.a} link={false} /> – <ActorName actor={tie.b} link={false} /></span>
                  <span class="tie-dots">{tie.rows.slice(0, 24).map((row) => <ToneDot key={String(row.record_id)} row={row} />)}</span>
                  <span class="bar-value">{count(tie.rows.length)}</span>
                </a>
              </li>
            ))}
          </ul>
          {ties.length > 100 && <p class="faint">and {count(ties.length - 100, "pair")} more: <a href="#/tables/relations">all relations</a></p>}
        </>
      )}
    </section>
  );
}

/** The records of one pair, for the panel. */
export function PairView({ pair, route }: { pair: string; route: Route }): JSX.Element {
  const release = useRelease();
  const table = release.tables.get("relations")!;
  const filters = filtersOf(route.params, table);
  const tie = tiesOf(select(release, table, filters)).find((entry) => entry.pair === pair);
  if (!tie) return <Empty>No relation of this pair fits the filters.</Empty>;
  const kinds = new Map<string, Row[]>();
  for (const row of tie.rows) push(kinds, String(row.relation_type), row);
  return (
    <div class="record">
      <p class="eyebrow">{count(tie.rows.length, "relation")}</p>
      <h2 class="record-title"><ActorName actor={tie.a} /> – <ActorName actor={tie.b} /></h2>
      {[...kinds].map(([kind, rows]) => (
        <>
          <h3 title={table.column.get("relation_type")!.terms.get(kind)}>{words(kind)}</h3>
          <div class="record-list">{rows.map((row) => <RecordItem key={String(row.record_id)} row={row} target={changed(route, { record: String(row.record_id), field: null })} />)}</div>
        </>
      ))}
    </div>
  );
}

function tiesOf(rows: Row[]): Tie[] {
  const pairs = new Map<string, Row[]>();
  for (const row of rows) push(pairs, [String(row.subject), String(row.object)].sort().join("~"), row);
  return [...pairs]
    .map(([pair, of]) => {
      const [a, b] = pair.split("~");
      return { pair, a, b, rows: [...of].sort((one, other) => (String(one.date_first ?? "~") < String(other.date_first ?? "~") ? -1 : 1)) };
    })
    .sort((one, other) => other.rows.length - one.rows.length || (one.pair < other.pair ? -1 : 1));
}

/** The actors and where they stand: the same for the same records, as the forces start from fixed places. */
function layout(rows: Row[], width: number, height: number): Node[] {
  const counts = new Map<string, number>();
  for (const row of rows) for (const actor of [String(row.subject), String(row.object)]) counts.set(actor, (counts.get(actor) ?? 0) + 1);
  const nodes: Node[] = [...counts]
    .sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1))
    .map(([id, of]) => ({ id, rows: of, x: 0, y: 0 }));
  for (const node of nodes) Reflect.deleteProperty(node, "x"), Reflect.deleteProperty(node, "y");
  const links = tiesOf(rows).map((tie) => ({ source: tie.a, target: tie.b, weight: tie.rows.length }));
  const simulation = forceSimulation(nodes)
    .force("link", forceLink<Node, { source: string; target: string; weight: number }>(links).id((node) => node.id).distance(62).strength((link) => Math.min(0.9, 0.25 + 0.12 * link.weight)))
    .force("charge", forceManyBody().strength(-170).distanceMax(420))
    .force("collide", forceCollide<Node>((node) => 14 + Math.sqrt(node.rows) * 2))
    .force("x", forceX(0).strength(0.05))
    .force("y", forceY(0).strength(0.05 * (width / height)))
    .stop();
  simulation.tick(nodes.length > 400 ? Math.round(TICKS / 4) : TICKS);
  // The whole stands in the middle of the drawing, no larger than it.
  const [left, right] = [Math.min(...nodes.map((node) => node.x)), Math.max(...nodes.map((node) => node.x))];
  const [top, bottom] = [Math.min(...nodes.map((node) => node.y)), Math.max(...nodes.map((node) => node.y))];
  const scale = Math.min(nodes.length <= FEW ? 2.2 : 1.6, (width - 110) / Math.max(1, right - left), (height - 70) / Math.max(1, bottom - top));
  for (const node of nodes) {
    node.x = width / 2 + (node.x - (left + right) / 2) * scale;
    node.y = height / 2 + 8 + (node.y - (top + bottom) / 2) * scale;
  }
  return nodes;
}

interface Name {
  x: number;
  y: number;
  anchor: "start" | "middle" | "end";
}

type Box = [number, number, number, number];

function radiusOf(node: Node, size: number): number {
  return (4 + Math.sqrt(node.rows) * 1.7) * size;
}

/** Where names are written: those of most records first, above, below or beside the actor, wherever there is room. */
function placed(nodes: Node[], label: (actor: string) => string, size: number, room: number): Map<string, Name> {
  const taken: Box[] = nodes.map((node) => {
    const radius = radiusOf(node, size);
    return [node.x - radius, node.y - radius, node.x + radius, node.y + radius];
  });
  const names = new Map<string, Name>();
  for (const node of nodes) {
    const width = Math.min(NAME, label(node.id).length) * LETTER;
    const radius = radiusOf(node, size);
    const places: Name[] = [
      { x: 0, y: -radius - 4, anchor: "middle" },
      { x: 0, y: radius + 13, anchor: "middle" },
      { x: radius + 4, y: 4, anchor: "start" },
      { x: -radius - 4, y: 4, anchor: "end" },
    ];
    const boxes = places.map((name): Box => {
      const left = node.x + name.x - (name.anchor === "middle" ? width / 2 : name.anchor === "end" ? width : 0);
      return [left, node.y + name.y - 11, left + width, node.y + name.y + 2];
    });
    const free = boxes.findIndex((box) => box[0] > 2 && box[2] < room - 2 && !taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]));
    // Those that most is said of are named even where it is crowded.
    const at = free < 0 && size === 1 && names.size < ALWAYS ? 0 : free;
    if (at < 0) continue;
    taken.push(boxes[at]);
    names.set(node.id, places[at]);
  }
  return names;
}

interface TieProps {
  tie: Tie;
  places: Map<string, Node>;
  release: Release;
  chosen: boolean;
  dim: boolean;
  onChoose: () => void;
}

function TieLines({ tie, places, release, chosen, dim, onChoose }: TieProps): JSX.Element | null {
  const a = places.get(tie.a);
  const b = places.get(tie.b);
  if (!a || !b) return null;
  const tones = TONES.map((tone) => ({ tone, rows: tie.rows.filter((row) => toneOf(release, row) === tone) })).filter((entry) => entry.rows.length);
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy) || 1;
  return (
    <g class={`tie ${chosen ? "chosen" : ""} ${dim ? "dim" : ""}`} onClick={onChoose}>
      <title>{`${nameOf(release, tie.a)} – ${nameOf(release, tie.b)}: ${tones.map(({ tone, rows }) => `${rows.length} ${tone === "neutral" ? "neither" : tone}`).join(", ")}`}</title>
      <line class="hit-line" x1={a.x} y1={a.y} x2={b.x} y2={b.y} />
      {tones.map(({ tone, rows }, index) => {
        const bend = (index - (tones.length - 1) / 2) * 16;
        const [cx, cy] = [(a.x + b.x) / 2 - (dy / length) * bend, (a.y + b.y) / 2 + (dx / length) * bend];
        return <path key={tone} class={`tone-path ${tone}`} d={`M${a.x},${a.y}Q${cx},${cy} ${b.x},${b.y}`} stroke-width={0.8 + Math.sqrt(rows.length) * 1.1} />;
      })}
    </g>
  );
}

/** Pan and zoom of the drawing; a step of 0 shows the whole. */
function useZoom(width: number, height: number, there: boolean): [{ current: SVGSVGElement | null }, (step: number) => void] {
  const view = useRef<SVGSVGElement>(null);
  const behaviour = useRef<ZoomBehavior<SVGSVGElement, unknown> | null>(null);
  useEffect(() => {
    if (!view.current) return;
    const svg = selection(view.current);
    const made = zoom<SVGSVGElement, unknown>()
      .scaleExtent([0.5, 8])
      .extent([[0, 0], [width, height]])
      // The wheel scrolls the page unless Ctrl is held, so that nobody is caught in the drawing.
      .filter((event: Event) => (event.type === "wheel" ? (event as WheelEvent).ctrlKey : event.type !== "dblclick" && !(event as MouseEvent).button))
      .on("zoom", (event: { transform: { toString(): string } }) => svg.select("g.zoomed").attr("transform", event.transform.toString()));
    svg.call(made);
    behaviour.current = made;
    return () => void svg.on(".zoom", null);
  }, [width, height, there]);
  const step = (by: number): void => {
    if (!view.current || !behaviour.current) return;
    if (by) behaviour.current.scaleBy(selection(view.current), by);
    else behaviour.current.transform(selection(view.current), zoomIdentity);
  };
  return [view, step];
}
