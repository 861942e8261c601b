// One record: what it says, the words that each value was read from, and how the value follows from them.

import type { JSX } from "preact";
import { useRelease } from "./context";
import { isCorrected } from "./data";
import type { Row } from "./data";
import { pieces, sentencesAt, spansOf } from "./passages";
import type { Span } from "./passages";
import { changed, href } from "./route";
import type { Route } from "./route";
import { ActorList, ClaimLine, DocLink, Factuality, recordNoun, said } from "./ui";
import { count, dateWords, words } from "./words";


export function RecordView({ row, route, inDocument = false }: { row: Row; route: Route; inDocument?: boolean }): JSX.Element {
  const release = useRelease();
  const table = release.tables.get(row.__table)!;
  const id = String(row.record_id);
  const field = route.params.get("field");
  const evidence = release.evidence.get(id) ?? [];
  const rule = release.rules.get(String(row.rule_id));
  const fields = table.columns.filter((column) => column.evidence);
  return (
    <div class="record">
      <p class="eyebrow">{recordNoun(row)} <code>{id}</code></p>
      <h2 class="record-title"><ClaimLine row={row} link /></h2>
      <p class="record-meta">
        <Factuality value={String(row.factuality)} />
        {typeof row.date === "string" ? <span>{dateWords(row.date)}</span> : <span class="faint">no date told</span>}
        {typeof row.speaker === "string" && <span>says <ActorList actors={[row.speaker]} /></span>}
      </p>
      {!inDocument && (
        <figure class="excerpt-figure">
          <Excerpt row={row} field={field} />
          <figcaption>
            <DocLink doc={String(row.doc_id)} /> ·{" "}
            <a href={href(["documents", String(row.doc_id)], { record: id, field })}>Read it in place</a>
          </figcaption>
        </figure>
      )}
      {(release.corrections.get(id) ?? []).map((entry) => <Correction key={String(entry.correction_id)} entry={entry} />)}
      <h3>Each value and its words</h3>
      <ul class="fields">
        {fields.map((column) => {
          const rows = evidence.filter((entry) => entry.field === column.name);
          const cell = row[column.name];
          const empty = cell === null || (Array.isArray(cell) && !cell.length);
          if (empty) return null;
          const current = field === column.name;
          return (
            <li key={column.name} class={current ? "current" : ""}>
              <a
                class="field-head"
                href={changed(route, { record: id, field: current ? null : column.name, sentence: null })}
                aria-pressed={current}
                role="button"
                title={column.description}
              >
                <span class="field-name">{words(column.name)}</span>
                <span class="field-value"><Value kind={column.kind} cell={cell} />{isCorrected(release, row, column.name) && <span class="corrected" title="Corrected by hand"> ✎</span>}</span>
              </a>
              <ul class="evidence">
                {rows.map((entry) => (
                  <li key={String(entry.part)}>
                    <a
                      class="words"
                      href={href(["documents", String(entry.doc_id)], { record: id, field: column.name, start: Number(entry.start), end: Number(entry.end) })}
                      title="See these words in the document"
                    >
                      <bdi>{said(String(entry.words))}</bdi>
                    </a>{" "}
                    <Method entry={entry} cell={cell} />
                  </li>
                ))}
              </ul>
            </li>
          );
        })}
      </ul>
      <h3>How it was read</h3>
      <dl class="facts">
        <dt>Rule</dt>
        <dd>
          <a href={`codebook.html#${encodeURIComponent(String(row.rule_id))}`}><code>{String(row.rule_id)}</code></a>
          {rule && typeof rule.description === "string" && <p>{rule.description}</p>}
        </dd>
        <dt>Carried over</dt>
        <dd>
          {row.confidence === 1
            ? "Nothing: every value stands in the clause itself."
            : `${Math.round((1 - Number(row.confidence)) * 100)} % of the values stand elsewhere in the document (a name for a pronoun, a date of another sentence).`}
        </dd>
        <dt>Document</dt>
        <dd><DocLink doc={String(row.doc_id)} />, sentence {count(Number(row.sentence) + 1)}</dd>
      </dl>
    </div>
  );
}

function Value({ kind, cell }: { kind: string; cell: Row[string] }): JSX.Element {
  if (kind === "actor" || kind === "actors" || kind === "country") {
    return <ActorList actors={Array.isArray(cell) ? cell : [String(cell)]} link={false} />;
  }
  const list = (Array.isArray(cell) ? cell : [cell]).map((value) =>
    kind === "date" ? dateWords(String(value)) : kind === "term" || kind === "terms" ? words(String(value)) : String(value),
  );
  return <bdi>{said(list.join(", "))}{kind === "date" && list[0] !== cell && <span class="code">{String(cell)}</span>}</bdi>;
}

/** What a person corrected in a record, and why. */
export function Correction({ entry }: { entry: Row }): JSX.Element {
  const fields = (entry.fields as string[]).map(words).join(", ");
  const done: Record<string, string> = { add: "Added by hand", change: `Corrected by hand: ${fields}`, withdraw: "Withdrawn by hand" };
  return (
    <div class="correction">
      <p><strong>{done[String(entry.action)] ?? words(String(entry.action))}</strong></p>
      <p><bdi>{said(String(entry.reason))}</bdi></p>
      <p class="faint">
        <bdi>{said(String(entry.reviewer))}</bdi>, {dateWords(String(entry.decided_on))}
        {typeof entry.before === "string" && <>. Before: <code>{said(entry.before)}</code></>}
      </p>
    </div>
  );
}

/** How the value follows from the words, in a sentence. */
function Method({ entry, cell }: { entry: Row; cell: Row[string] }): JSX.Element {
  const value = Array.isArray(cell) && cell.length > 1 ? String(entry.value) : null;
  const release = useRelease();
  const definition = release.tables.get("evidence")?.column.get("method")?.terms.get(String(entry.method));
  const told: Record<string, string> = {
    verbatim: "the words themselves",
    normalised: "follows from these words alone",
    resolved: "refers to other words, listed here too",
    metadata: "from the document's metadata, which these words call for",
    rule: "set by the rule that matched these words",
    corrected: "set by a person, who points at these words",
  };
  return (
    <span class="method" title={definition}>
      {value && <span class="gives">gives {said(value)}: </span>}
      {told[String(entry.method)] ?? words(String(entry.method))}
      {typeof entry.anchor === "string" && `, counted from ${dateWords(entry.anchor)}`}
    </span>
  );
}

/** The sentences that a record rests on, with its words marked. */
export function Excerpt({ row, field }: { row: Row; field: string | null }): JSX.Element {
  const release = useRelease();
  const text = release.texts.get(String(row.doc_id))!;
  const all = spansOf(release, String(row.record_id));
  const wanted = all.filter((span) => !field || span.field === field);
  const holding = new Map<number, Row>();
  const add = (start: number, end: number): void => {
    for (const sentence of sentencesAt(release, String(row.doc_id), start, end)) holding.set(Number(sentence.sentence), sentence);
  };
  add(Number(row.start), Number(row.end));
  for (const span of wanted) add(span.start, span.end);
  const numbers = [...holding.keys()].sort((one, other) => one - other);
  return (
    <blockquote class="excerpt" dir="auto">
      {numbers.map((number, place) => {
        const sentence = holding.get(number)!;
        const gap = place > 0 && number - numbers[place - 1] > 1;
        return (
          <>
            {gap && <span class="gap" title={count(number - numbers[place - 1] - 1, "sentence") + " left out"}> … </span>}
            {place > 0 && !gap && " "}
            <bdi key={number}>
              <Marked start={Number(sentence.start)} end={Number(sentence.end)} text={text} spans={all} field={field} />
            </bdi>
          </>
        );
      })}
      {!numbers.length && <Marked start={Number(row.start)} end={Number(row.end)} text={text} spans={all} field={field} />}
    </blockquote>
  );
}

interface MarkedProps {
  start: number;
  end: number;
  text: { slice(start: number, end: number): string };
  spans: Span[];
  field: string | null;
}

function Marked({ start, end, text, spans, field }: MarkedProps): JSX.Element {
  return (
    <>
      {pieces(start, end, spans).map((piece) => {
        const part = said(text.slice(piece.start, piece.end));
        if (!piece.spans.length) return part;
        const strong = field !== null && piece.spans.some((span) => span.field === field);
        const fields = [...new Set(piece.spans.map((span) => words(span.field)))].join(", ");
        return <mark key={piece.start} class={strong ? "strong" : field ? "weak" : ""} title={fields}>{part}</mark>;
      })}
    </>
  );
}

/** Any row that is no record, as it is. */
export function RowView({ row }: { row: Row }): JSX.Element {
  const release = useRelease();
  const table = release.tables.get(row.__table)!;
  return (
    <div class="record">
      <p class="eyebrow">{table.title}</p>
      <dl class="facts whole">
        {table.columns.map((column) => {
          const cell = row[column.name];
          if (cell === null || (Array.isArray(cell) && !cell.length)) return null;
          return (
            <>
              <dt title={column.description}>{words(column.name)}</dt>
              <dd>{column.name === "doc_id" ? <DocLink doc={String(cell)} /> : <bdi>{said(Array.isArray(cell) ? cell.join(", ") : String(cell))}</bdi>}</dd>
            </>
          );
        })}
      </dl>
      {table.name === "rules" && (
        <p class="row-links">
          <a href={`codebook.html#${encodeURIComponent(String(row.rule_id))}`}>In the codebook</a>
          {Number(row.records) > 0 && <a href={href(["tables", String(row.table)], { rule_id: String(row.rule_id) })}>{count(Number(row.records), "record")} read by it</a>}
        </p>
      )}
    </div>
  );
}
