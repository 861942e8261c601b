// One document with its evidence marked and what became of every sentence.

import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { NARROW, useMedia, useRelease } from "./context";
import type { Row, Text } from "./data";
import { FATES, FateBar, fates } from "./fates";
import { DocumentList } from "./library";
import { fateOf, pieces, recordsAt, spansOf } from "./passages";
import type { Fate, Span } from "./passages";
import { Correction, RecordView } from "./record";
import { changed, go, href } from "./route";
import type { Route } from "./route";
import { SentenceView } from "./sentence";
import { Empty, Icon, RecordItem, said } from "./ui";
import { count, dateWords, shorten, words } from "./words";

export function Documents({ route }: { route: Route }): JSX.Element {
  const release = useRelease();
  const doc = route.path.slice(1).join("/");
  const narrow = useMedia(NARROW);
  if (doc && !release.documents.has(doc)) {
    return <section class="page"><Empty>There is no document <code>{doc}</code> in this release. <a href="#/documents">All documents</a></Empty></section>;
  }
  if (!doc) return <DocumentList route={route} />;
  return <Reader key={doc} doc={doc} route={route} narrow={narrow} />;
}

function Reader({ doc, route, narrow }: { doc: string; route: Route; narrow: boolean }): JSX.Element {
  const release = useRelease();
  const row = release.documents.get(doc)!;
  const sentences = release.sentences.get(doc) ?? [];
  const records = release.recordsOf.get(doc) ?? [];
  const record = records.find((entry) => entry.record_id === route.params.get("record")) ?? null;
  const chosen = route.params.get("sentence");
  const sentence = chosen === null ? null : (sentences.find((entry) => entry.sentence === Number(chosen)) ?? null);
  const counts = fates(sentences);
  const only = route.params.get("passed") as Fate | null;
  const side = useRef<HTMLElement>(null);
  const documents = [...release.documents.keys()];
  const at = documents.indexOf(doc);
  const titled = typeof row.title === "string" && row.title.trim() !== "";
  const withdrawn = (release.tables.get("corrections")?.rows ?? []).filter((entry) => entry.doc_id === doc && entry.action === "withdraw");
  const facts = ["author", "affiliation", "publisher", "published_on", "kind", "language", "licence", "url", "retrieved_on", "photo_credit"].filter((name) => typeof row[name] === "string");

  useEffect(() => side.current?.scrollTo(0, 0), [chosen, route.params.get("record")]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || !(event.target as Element).closest("[data-sentence]")) return;
    const steps: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
    const number = Number((event.target as Element).closest("[data-sentence]")!.getAttribute("data-sentence"));
    const index = sentences.findIndex((entry) => entry.sentence === number);
    if (event.key in steps) {
      const next = sentences[index + steps[event.key]];
      if (!next) return;
      event.preventDefault();
      const node = document.querySelector<HTMLElement>(`[data-sentence="${next.sentence}"]`);
      node?.focus();
      node?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      go(href(route.path, { sentence: number, passed: only }));
    }
  };

  return (
    <section class={`reader ${record || sentence ? "with-side" : ""}`} aria-labelledby="document-title">
      <article class="sheet">
        <header class="sheet-head">
          <nav class="sheet-nav" aria-label="Documents">
            <a href="#/documents"><Icon name="back" /> All documents</a>
            <span>
              {at > 0 && <a href={href(["documents", documents[at - 1]])} rel="prev">Previous</a>}
              {at + 1 < documents.length && <a href={href(["documents", documents[at + 1]])} rel="next">Next</a>}
            </span>
          </nav>
          <h1 id="document-title" class={titled ? "" : "untitled"}><bdi>{said(titled ? String(row.title) : doc)}</bdi></h1>
          {!titled && <p class="faint">No title is known of this document; this is its identifier.</p>}
          <dl class="sheet-facts">
            {facts.map((name) => (
              <div key={name}><dt>{words(name)}</dt><dd><Fact name={name} value={String(row[name])} /></dd></div>
            ))}
          </dl>
        </header>
        <div class="legend" role="group" aria-label="What became of the sentences">
          <span class="legend-bar"><FateBar sentences={sentences} /></span>
          {FATES.map(([fate, label, title]) => (
            <a
              key={fate} class={`legend-item ${only === fate ? "on" : ""}`} role="button" aria-pressed={only === fate} title={title}
              href={changed(route, { passed: only === fate ? null : fate })}
            >
              <span class={`swatch ${fate}`} aria-hidden="true" /> {count(counts[fate])} {label}
            </a>
          ))}
        </div>
        <p class="reading-hint">
          Marked words are evidence. Choose a sentence to see what came of it; {narrow ? "" : "the arrow keys move between them; "}a number tells how many records it gave.
        </p>
        <div class={`body ${only ? `only-${only}` : ""}`} dir="auto" onKeyDown={onKeyDown}>
          <Body doc={doc} route={route} narrow={narrow} sentences={sentences} records={records} record={record} sentence={sentence} />
        </div>
      </article>
      <aside class="side" ref={side} aria-label="What came of it" aria-live="polite">
        {record || sentence ? (
          <a class="side-close icon-button" href={href(route.path, { passed: only })} aria-label="Close" data-close><Icon name="close" /></a>
        ) : null}
        {record ? (
          <>
            {chosen === null && <a class="side-back" href={href(route.path, { sentence: Number(record.sentence), passed: only })}><Icon name="back" /> Its sentence</a>}
            <RecordView row={record} route={route} inDocument />
          </>
        ) : sentence ? (
          <SentenceView sentence={sentence} route={route} />
        ) : (
          <>
            <h2>{count(records.length, "record")}</h2>
            {records.length ? (
              <div class="record-list">
                {records.map((entry) => <RecordItem key={String(entry.record_id)} row={entry} quote={false} target={href(route.path, { record: String(entry.record_id) })} />)}
              </div>
            ) : (
              <p class="faint">No record was read from this document.</p>
            )}
            {withdrawn.length > 0 && <h3>Withdrawn from it</h3>}
            {withdrawn.map((entry) => <Correction key={String(entry.correction_id)} entry={entry} />)}
          </>
        )}
      </aside>
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }): JSX.Element {
  if (name === "published_on" || name === "retrieved_on") return <>{dateWords(value)}</>;
  // Only addresses of the web are links: a document's metadata are not to be trusted with others.
  if (name === "url" && /^https?:\/\//i.test(value)) return <a href={value} rel="noreferrer noopener external"><bdi>{said(shorten(value, 60))}</bdi></a>;
  return <bdi>{said(value)}</bdi>;
}

interface BodyProps {
  doc: string;
  route: Route;
  sentences: Row[];
  records: Row[];
  record: Row | null;
  sentence: Row | null;
  narrow: boolean;
}

function Body({ doc, route, narrow, sentences, records, record, sentence }: BodyProps): JSX.Element {
  const release = useRelease();
  const text = release.texts.get(doc)!;
  const field = route.params.get("field");
  const start = route.params.get("start");
  const end = route.params.get("end");
  const named: Span | null =
    start !== null && end !== null && Number(start) < Number(end) ? { start: Number(start), end: Number(end), record: "", field: "" } : null;
  const everything = useMemo(() => {
    const spans = records.flatMap((entry) => spansOf(release, String(entry.record_id)));
    return spans;
  }, [release, doc]);
  const ofRecord = useMemo(() => (record ? spansOf(release, String(record.record_id)) : []), [release, record]);
  const spans = useMemo(() => [...(record ? ofRecord : everything), ...(named ? [named] : [])], [everything, ofRecord, record, start, end]);
  const focus = named ?? ofRecord.filter((span) => !field || span.field === field).sort((one, other) => one.start - other.start)[0] ?? null;
  const target = focus ? focus.start : sentence ? Number(sentence.start) : -1;

  useEffect(() => {
    if (target < 0) return;
    const node = document.querySelector("mark.goal") ?? document.querySelector(".sentence.chosen");
    node?.scrollIntoView({ block: narrow ? "start" : "center" });
  }, [doc, target, record]);

  const paragraphs = useMemo(() => paragraphsOf(text, sentences), [text, sentences]);
  let goal = false;
  const mark = (from: number, to: number): JSX.Element[] =>
    pieces(from, to, spans).map((piece) => {
      const part = said(text.slice(piece.start, piece.end));
      if (!piece.spans.length) return <>{part}</>;
      const own = record ? piece.spans.filter((span) => span.record) : [];
      const fields = [...new Set(own.map((span) => span.field))];
      const strong = (named !== null && piece.spans.includes(named)) || (field !== null && fields.includes(field));
      const first = !goal && (named ? piece.spans.includes(named) : record !== null && (!field || fields.includes(field)));
      if (first) goal = true;
      const begins = own.filter((span) => span.start === piece.start).map((span) => span.field);
      const label = record && begins.length ? [...new Set(begins)].map(words).join(", ") : undefined;
      const dim = (record !== null && field !== null && !strong) ;
      return (
        <mark key={piece.start} class={`${strong ? "strong" : ""} ${dim ? "weak" : ""} ${first ? "goal" : ""} ${label ? "labelled" : ""}`} data-label={label}>
          {part}
        </mark>
      );
    });

  const only = route.params.get("passed");
  const stop = sentence ? Number(sentence.sentence) : record ? Number(record.sentence) : Number(sentences[0]?.sentence ?? -1);
  return (
    <>
      {paragraphs.map((paragraph) => (
        <p key={paragraph.start} dir="auto">
          {paragraph.parts.map((part) => {
            if (!part.sentence) return <span key={part.start}>{mark(part.start, part.end)}</span>;
            const own = part.sentence;
            const number = Number(own.sentence);
            const fate = fateOf(own);
            const gave = Number(own.records);
            const chosen = sentence?.sentence === own.sentence;
            return (
              <span
                key={part.start} role="button" data-sentence={number} tabindex={number === stop ? 0 : -1} aria-pressed={chosen}
                aria-description={`${FATES.find(([name]) => name === fate)![1]}${gave ? `, ${count(gave, "record")}` : ""}`}
                class={`sentence ${fate} ${chosen ? "chosen" : ""}`}
                data-gave={gave > 0 ? gave : undefined}
                onClick={() => {
                  if (String(getSelection()).length) return;
                  const { quoted } = recordsAt(release, own);
                  const next = quoted.length === 1 ? { sentence: number, record: String(quoted[0].record_id), passed: only } : { sentence: number, passed: only };
                  go(href(route.path, chosen ? { passed: only } : next));
                }}
              >
                {mark(part.start, part.end)}
              </span>
            );
          })}
        </p>
      ))}
    </>
  );
}

interface Paragraph {
  start: number;
  parts: { start: number; end: number; sentence: Row | null }[];
}

/** The text as paragraphs of sentences; what stands between two sentences is kept, so that nothing of it is lost. */
function paragraphsOf(text: Text, sentences: Row[]): Paragraph[] {
  const parts: { start: number; end: number; sentence: Row | null }[] = [];
  let at = 0;
  for (const sentence of sentences) {
    const [start, end] = [Number(sentence.start), Number(sentence.end)];
    if (start > at) parts.push({ start: at, end: start, sentence: null });
    if (end > at) parts.push({ start: Math.max(at, start), end, sentence });
    at = Math.max(at, end);
  }
  if (at < text.length) parts.push({ start: at, end: text.length, sentence: null });
  const paragraphs: Paragraph[] = [];
  let open: Paragraph | null = null;
  for (const part of parts) {
    const breaks = !part.sentence && /\n\s*\n/.test(text.slice(part.start, part.end));
    if (breaks && !text.slice(part.start, part.end).trim()) {
      open = null;
      continue;
    }
    if (!open) {
      open = { start: part.start, parts: [] };
      paragraphs.push(open);
    }
    open.parts.push(part);
  }
  return paragraphs;
}

