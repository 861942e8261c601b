// Runs of a document's text and what is marked in them.

import type { Release, Row } from "./data";

export interface Span {
  start: number;
  end: number;
  record: string;
  field: string;
}

export interface Piece {
  start: number;
  end: number;
  spans: Span[];
}

/** The run from start to end cut wherever a span begins or ends; each piece knows the spans that cover it. */
export function pieces(start: number, end: number, spans: Span[]): Piece[] {
  const inside = spans.filter((span) => span.start < end && span.end > start && span.end > span.start);
  const cuts = new Set([start, end]);
  for (const span of inside) {
    if (span.start > start) cuts.add(span.start);
    if (span.end < end) cuts.add(span.end);
  }
  const places = [...cuts].sort((one, other) => one - other);
  const found: Piece[] = [];
  for (let index = 0; index + 1 < places.length; index++) {
    const [from, to] = [places[index], places[index + 1]];
    found.push({ start: from, end: to, spans: inside.filter((span) => span.start <= from && span.end >= to) });
  }
  return found;
}

export function spansOf(release: Release, record: string): Span[] {
  return (release.evidence.get(record) ?? []).map((row) => ({
    start: Number(row.start),
    end: Number(row.end),
    record,
    field: String(row.field),
  }));
}

/** The sentences in which a run stands, or that it touches. */
export function sentencesAt(release: Release, doc: string, start: number, end: number): Row[] {
  return (release.sentences.get(doc) ?? []).filter((row) => Number(row.start) < end && Number(row.end) > start);
}

/** The records that rest on a sentence: those quoted from it, then those with words in it. */
export function recordsAt(release: Release, sentence: Row): { quoted: Row[]; resting: Row[] } {
  const quoted: Row[] = [];
  const resting: Row[] = [];
  for (const row of release.recordsOf.get(String(sentence.doc_id)) ?? []) {
    if (row.sentence === sentence.sentence) quoted.push(row);
    else if (
      (release.evidence.get(String(row.record_id)) ?? []).some(
        (words) => words.doc_id === sentence.doc_id && Number(words.start) < Number(sentence.end) && Number(words.end) > Number(sentence.start),
      )
    )
      resting.push(row);
  }
  return { quoted, resting };
}

export function isPossibleMiss(sentence: Row): boolean {
  return (
    sentence.outcome === "no_claim" && (sentence.actors as string[]).length > 0 && (sentence.triggers as string[]).length > 0
  );
}

export type Fate = "claim" | "miss" | "no_claim" | "screened_out";

export function fateOf(sentence: Row): Fate {
  if (isPossibleMiss(sentence)) return "miss";
  return sentence.outcome as Fate;
}
