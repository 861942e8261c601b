// The list of documents, and the search through their texts.

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { useRelease } from "./context";
import { titleOf } from "./data";
import type { Release, Row } from "./data";
import { FateBar } from "./fates";
import { Search } from "./filterbar";
import { alter, href } from "./route";
import type { Route } from "./route";
import { Empty, said } from "./ui";
import { count, dateWords, fold } from "./words";

const HITS = 200; // passages that a search through the texts lists

export function DocumentList({ route }: { route: Route }): JSX.Element {
  const release = useRelease();
  const q = route.params.get("q") ?? "";
  const documents = [...release.documents.values()];
  const hits = useMemo(() => (q ? passages(release, q) : null), [release, q]);
  const named = q ? documents.filter((row) => fold([row.title, row.doc_id, row.author, row.publisher].join(" ")).includes(fold(q))) : documents;
  return (
    <section class="page documents" aria-labelledby="documents-title">
      <header class="page-head">
        <h1 id="documents-title">Documents</h1>
        <p>Every source of this release, in full. Open one to see which of its words became data, and why the others did not.</p>
      </header>
      <div class="page-search">
        <Search value={q} onChange={(value) => alter({ q: value || null })} label="Search titles and texts" />
        <output class="found" aria-live="polite">{hits ? `${count(named.length, "title")}, ${hits.length >= HITS ? `the first ${HITS}` : count(hits.length)} passages` : count(documents.length, "document")}</output>
      </div>
      <ul class="document-list">
        {named.map((row) => <DocumentItem key={String(row.doc_id)} row={row} />)}
      </ul>
      {hits && hits.length > 0 && (
        <>
          <h2>In the texts</h2>
          <ul class="hits">
            {hits.map((hit) => (
              <li key={`${hit.doc}/${hit.start}`}>
                <a href={href(["documents", hit.doc], { start: hit.start, end: hit.end })}>
                  <span class="hit-doc"><bdi>{said(titleOf(release, hit.doc))}</bdi></span>
                  <span class="hit-text"><bdi>…{said(hit.before)}<mark>{said(hit.words)}</mark>{said(hit.after)}…</bdi></span>
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
      {hits && !hits.length && !named.length && <Empty>No document holds “{said(q)}”.</Empty>}
    </section>
  );
}

function DocumentItem({ row }: { row: Row }): JSX.Element {
  const release = useRelease();
  const doc = String(row.doc_id);
  const sentences = release.sentences.get(doc) ?? [];
  const records = release.recordsOf.get(doc)?.length ?? 0;
  const titled = typeof row.title === "string" && row.title.trim() !== "";
  const known = [row.author, row.publisher, typeof row.published_on === "string" ? dateWords(row.published_on) : null, row.kind].filter((part): part is string => typeof part === "string");
  return (
    <li>
      <a class="document-item" href={href(["documents", doc])}>
        <span class={`document-title ${titled ? "" : "untitled"}`}><bdi>{said(titled ? String(row.title) : doc)}</bdi></span>
        <span class="document-meta"><bdi>{said(known.join(" · ")) || (titled ? doc : "no title, author or date known")}</bdi></span>
        <FateBar sentences={sentences} />
        <span class="document-counts">{count(records, "record")}, {count(sentences.length, "sentence")}</span>
      </a>
    </li>
  );
}

interface Hit {
  doc: string;
  start: number;
  end: number;
  before: string;
  words: string;
  after: string;
}

function passages(release: Release, query: string): Hit[] {
  const hits: Hit[] = [];
  const wanted = query.toLowerCase();
  for (const [doc, text] of release.texts) {
    // A few letters are longer or shorter in lower case, which would shift the places.
    const folded = text.text.toLowerCase().length === text.text.length ? text.text.toLowerCase() : text.text;
    for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + wanted.length)) {
      hits.push({
        doc,
        start: text.pointOf(at),
        end: text.pointOf(at + wanted.length),
        before: text.text.slice(Math.max(0, at - 70), at),
        words: text.text.slice(at, at + wanted.length),
        after: text.text.slice(at + wanted.length, at + wanted.length + 90),
      });
      if (hits.length >= HITS) return hits;
    }
  }
  return hits;
}
