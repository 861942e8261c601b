// Small pieces that the views share.

import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { useRelease } from "./context";
import { nameOf, titleOf, toneOf } from "./data";
import type { Row } from "./data";
import { href } from "./route";
import { count, dateWords, shown, words } from "./words";

const PATHS: Record<string, string> = {
  close: "M5 5l10 10M15 5L5 15",
  search: "M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM13 13l4 4",
  sun: "M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6L16 16M4 16l1.4-1.4M14.6 5.4L16 4",
  moon: "M16 12.2A6.8 6.8 0 0 1 7.8 4 6.8 6.8 0 1 0 16 12.2z",
  auto: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 3v14M10 6a4 4 0 0 1 0 8",
  menu: "M3 6h14M3 10h14M3 14h14",
  link: "M8.5 11.5l3-3M9 6l1.6-1.6a3.2 3.2 0 0 1 4.6 4.6L13.5 10.6M11 14l-1.6 1.6a3.2 3.2 0 0 1-4.6-4.6L6.5 9.4",
  columns: "M3.5 4h13v12h-13zM8 4v12M12.5 4v12",
  back: "M12 4l-6 6 6 6",
};

export function Icon({ name }: { name: string }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}

const WORD = 12; // letters of an endless word after which a line may break

/** Text as it may be shown; a word of no end is cut for the browser, which else takes seconds to set it. */
export function said(text: string): ComponentChildren {
  const safe = shown(text);
  if (!LONG_WORD.test(safe)) return safe;
  const parts = safe.match(PART)!;
  return parts.flatMap((part, place) => (place ? [<wbr key={place} />, part] : [part]));
}

const LONG_WORD = new RegExp(`\\S{${15 * WORD}}`, "u");
const PART = new RegExp(`[^]{1,${WORD}}`, "gu");

export function ActorName({ actor, link = true }: { actor: string; link?: boolean }): JSX.Element {
  const name = nameOf(useRelease(), actor);
  const inner = (
    <>
      <bdi>{said(name)}</bdi>
      {name !== actor && <span class="code">{actor}</span>}
    </>
  );
  return link ? (
    <a class="actor" href={href(["actors", actor])}>{inner}</a>
  ) : (
    <span class="actor">{inner}</span>
  );
}

export function ActorList({ actors, none = "nobody named", link = true }: { actors: string[]; none?: string; link?: boolean }): JSX.Element {
  if (!actors.length) return <span class="faint">{none}</span>;
  return (
    <>
      {actors.map((actor, place) => (
        <>
          {place > 0 && ", "}
          <ActorName actor={actor} link={link} key={actor} />
        </>
      ))}
    </>
  );
}

/** What a record says, in one line. */
export function ClaimLine({ row, link = false }: { row: Row; link?: boolean }): JSX.Element {
  const list = (cell: unknown): string[] => (Array.isArray(cell) ? (cell as string[]) : typeof cell === "string" ? [cell] : []);
  const arrow = <span class="arrow" aria-label="to"> → </span>;
  switch (row.__table) {
    case "relations":
      return (
        <span class="claim-line">
          <ActorList actors={list(row.subject)} link={link} /> <span class="arrow" aria-hidden="true">–</span>{" "}
          <ActorList actors={list(row.object)} link={link} />
          <span class="what">{words(String(row.relation_type))} · {words(String(row.change))}</span>
        </span>
      );
    case "incidents":
      return (
        <span class="claim-line">
          <ActorList actors={list(row.actors)} link={link} none="unnamed" />
          {list(row.targets).length > 0 && arrow}
          {list(row.targets).length > 0 && <ActorList actors={list(row.targets)} link={link} />}
          <span class="what">{words(String(row.incident_type))}{row.item ? ` · ${shown(String(row.item))}` : ""}</span>
        </span>
      );
    case "sanctions":
      return (
        <span class="claim-line">
          <ActorList actors={list(row.senders)} link={link} none="unnamed" />{arrow}
          <ActorList actors={list(row.targets)} link={link} none="unnamed" />
          <span class="what">{[words(String(row.action)), ...list(row.measures).map(words)].join(" · ")}</span>
        </span>
      );
    default:
      return (
        <span class="claim-line">
          <ActorList actors={list(row.ranked)} link={link} none="unnamed" />
          <span class="arrow" aria-hidden="true"> in </span><ActorList actors={list(row.economy)} link={link} />
          <span class="what">{words(String(row.metric))} · {rankWords(row)}</span>
        </span>
      );
  }
}

const NOUNS: Record<string, string> = { relations: "Relation", incidents: "Incident", sanctions: "Sanction", investment_rankings: "Ranking" };

export function recordNoun(row: Row): string {
  return NOUNS[row.__table] ?? row.__table;
}

export function rankWords(row: Row): string {
  if (row.rank_kind === "among") return "among the first";
  if (row.rank === null || row.rank === undefined) return "no rank";
  return row.rank_kind === "at_most" ? `in the first ${row.rank}` : `rank ${row.rank}`;
}

export function Factuality({ value }: { value: string }): JSX.Element {
  return <span class={`factuality ${value}`}>{value}</span>;
}

export function Tone({ row }: { row: Row }): JSX.Element {
  const tone = toneOf(useRelease(), row);
  return <span class={`tone-dot ${tone}`} title={tone} />;
}

/** A record in a list, as a link that opens it. */
export function RecordItem({ row, target, quote = true, current = false }: { row: Row; target: string; quote?: boolean; current?: boolean }): JSX.Element {
  return (
    <a class={`record-item ${current ? "current" : ""}`} href={target} aria-current={current ? "true" : undefined}>
      <span class="record-kind">
        <Tone row={row} /> {recordNoun(row)}
        {typeof row.date === "string" && <span class="date"> {dateWords(row.date)}</span>}
        {row.factuality !== "actual" && <Factuality value={String(row.factuality)} />}
      </span>
      <ClaimLine row={row} />
      {quote && <q class="quote"><bdi>{said(String(row.quote))}</bdi></q>}
    </a>
  );
}

export function DocLink({ doc }: { doc: string }): JSX.Element {
  return <a href={href(["documents", doc])}><bdi>{said(titleOf(useRelease(), doc))}</bdi></a>;
}

export function Empty({ children }: { children: ComponentChildren }): JSX.Element {
  return <div class="empty" role="status">{children}</div>;
}

export interface Bar {
  key: string;
  label: ComponentChildren;
  value: number;
  target?: string;
  tone?: string;
}

/** Bars with their labels and numbers: a list that can be read aloud. */
export function Bars({ bars, noun, short = false }: { bars: Bar[]; noun: string; short?: boolean }): JSX.Element {
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  return (
    <ul class={short ? "bars short" : "bars"}>
      {bars.map((bar) => {
        const inner = (
          <>
            <span class="bar-label">{bar.label}</span>
            <span class="bar-track" aria-hidden="true"><span class={`bar ${bar.tone ?? ""}`} style={{ width: `${(100 * bar.value) / most}%` }} /></span>
            <span class="bar-value" title={count(bar.value, noun)}>{count(bar.value)}</span>
          </>
        );
        return <li key={bar.key}>{bar.target ? <a class="bar-row" href={bar.target}>{inner}</a> : <span class="bar-row">{inner}</span>}</li>;
      })}
    </ul>
  );
}

export function tally(values: Iterable<string>): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
}

/** Which mark of a drawing the tab key stops at: the one that last had the focus, else the first. */
export function useStop(first: string | undefined): { stops: (id: string) => 0 | -1; onFocusIn: (event: FocusEvent) => void } {
  const [stop, setStop] = useState<string | undefined>(undefined);
  return {
    stops: (id) => (id === (stop ?? first) ? 0 : -1),
    onFocusIn: (event) => {
      const mark = (event.target as Element).closest("[data-mark]");
      if (mark) setStop(mark.getAttribute("data-mark")!);
    },
  };
}

/** Move the focus among the marks of a drawing with the arrow keys; the drawing is one stop of the tab key. */
export function arrowKeys(event: KeyboardEvent): void {
  const steps: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const marks = [...(event.currentTarget as Element).querySelectorAll<SVGElement>("[data-mark]")];
  const at = marks.indexOf(event.target as SVGElement);
  if (at < 0) return;
  let next: number;
  if (event.key in steps) next = Math.min(marks.length - 1, Math.max(0, at + steps[event.key]));
  else if (event.key === "Home") next = 0;
  else if (event.key === "End") next = marks.length - 1;
  else if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    marks[at].dispatchEvent(new MouseEvent("click", { bubbles: true }));
    return;
  } else return;
  event.preventDefault();
  marks[next].focus();
}
