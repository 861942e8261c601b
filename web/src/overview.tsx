// The first page: what this release holds, in numbers, and a few claims beside their words.

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { useRelease } from "./context";
import { actorsIn, CLAIMS } from "./data";
import type { Release, Row } from "./data";
import { FateBar } from "./fates";
import { fateOf, sentencesAt } from "./passages";
import { Excerpt } from "./record";
import { changed, href } from "./route";
import type { Route } from "./route";
import { ActorName, Bars, ClaimLine, recordNoun, tally } from "./ui";
import { count, dateWords, words } from "./words";

const EXAMPLES = 3;

export function Overview({ route }: { route: Route }): JSX.Element {
  const release = useRelease();
  const sentences = release.tables.get("sentences")!.rows;
  const rows = (name: string): number => release.tables.get(name)?.rows.length ?? 0;
  const records = release.records.size;
  const examples = useMemo(() => exemplary(release), [release]);
  const actors = useMemo(
    () => tally(CLAIMS.flatMap((name) => { const table = release.tables.get(name)!; return table.rows.flatMap((row) => actorsIn(table, row)); }).filter((actor) => actor !== "WLD")).slice(0, 10),
    [release],
  );
  const misses = sentences.filter((row) => fateOf(row) === "miss").length;
  return (
    <section class="page overview" aria-labelledby="overview-title">
      <header class="hero">
        <h1 id="overview-title">What {rows("documents") === 1 ? "one document says" : `${count(rows("documents"))} documents say`} of international affairs, word by word</h1>
        <p class="lead">
          {count(records, "claim")} on relations, incidents, sanctions and rankings. Every value is attached to the words that it was read
          from: choose any cell to see them, or any sentence to see what came of it.
        </p>
      </header>
      <ul class="tiles">
        {CLAIMS.map((name) => {
          const table = release.tables.get(name)!;
          const view: Record<string, string> = { relations: "network", incidents: "timeline", sanctions: "sanctions", investment_rankings: "rankings" };
          return (
            <li key={name}>
              <a href={href(["tables", name])}><strong>{count(table.rows.length)}</strong><span>{table.title}</span></a>
              <a class="tile-view" href={href([view[name]])}>{{ network: "network", timeline: "timeline", sanctions: "charts", rankings: "ladders" }[view[name]]}</a>
            </li>
          );
        })}
      </ul>
      {examples.length > 0 && (
        <section aria-labelledby="examples-title">
          <h2 id="examples-title">From words to data</h2>
          <div class="examples">
            {examples.map((row) => (
              <a key={String(row.record_id)} class="example" href={changed(route, { record: String(row.record_id) })}>
                <Excerpt row={row} field={null} />
                <span class="example-claim">
                  <span class="eyebrow">{recordNoun(row)}{typeof row.date === "string" && `, ${dateWords(row.date)}`}</span>
                  <ClaimLine row={row} />
                </span>
              </a>
            ))}
          </div>
        </section>
      )}
      <div class="panels">
        <section class="panel"><h2>Most named actors</h2>
          {actors.length ? <Bars noun="record" bars={actors.map(([actor, value]) => ({ key: actor, label: <ActorName actor={actor} link={false} />, value, target: href(["actors", actor]) }))} /> : <p class="faint">No actor is named in this release.</p>}
        </section>
        <section class="panel"><h2>What became of {count(sentences.length, "sentence")}</h2>
          <FateBar sentences={sentences} />
          <Bars
            noun="sentence"
            bars={[
              { key: "claim", label: "gave a claim", value: sentences.filter((row) => fateOf(row) === "claim").length, target: href(["tables", "sentences"], { outcome: "claim" }), tone: "claim" },
              { key: "miss", label: "possible miss", value: misses, target: href(["tables", "sentences"], { outcome: "no_claim" }), tone: "miss" },
              { key: "none", label: "parsed, no claim", value: sentences.filter((row) => fateOf(row) === "no_claim").length, target: href(["tables", "sentences"], { outcome: "no_claim" }), tone: "no_claim" },
              { key: "out", label: "screened out", value: sentences.filter((row) => fateOf(row) === "screened_out").length, target: href(["tables", "sentences"], { outcome: "screened_out" }), tone: "screened_out" },
            ]}
          />
          <p class="faint">
            {rows("rejects") ? <a href="#/tables/rejects">{count(rows("rejects"), "row")} turned away</a> : "Nothing was turned away"}
            {release.tables.has("corrections") && <>; <a href="#/tables/corrections">{count(rows("corrections"), "correction")} by hand</a></>}.
          </p>
        </section>
        <section class="panel"><h2>Kinds of records</h2>
          <Bars noun="record" bars={kinds(release)} />
        </section>
      </div>
    </section>
  );
}

function kinds(release: Release): { key: string; label: string; value: number; target: string }[] {
  const types: [string, string][] = [["relations", "relation_type"], ["incidents", "incident_type"], ["sanctions", "action"], ["investment_rankings", "metric"]];
  return types
    .flatMap(([name, column]) =>
      tally(release.tables.get(name)!.rows.map((row) => String(row[column]))).map(([term, value]) => ({
        key: `${name}/${term}`,
        label: words(term),
        value,
        target: href(["tables", name], { [column]: term }),
      })),
    )
    .sort((one, other) => other.value - one.value)
    .slice(0, 10);
}

/** A few records that show best what a record is: one a table, read from one short sentence, dated, with most values. */
function exemplary(release: Release): Row[] {
  const best: Row[] = [];
  const docs = new Set<string>();
  for (const name of CLAIMS) {
    const rated = release.tables.get(name)!.rows
      .map((row) => {
        const evidence = release.evidence.get(String(row.record_id)) ?? [];
        const sentence = sentencesAt(release, String(row.doc_id), Number(row.start), Number(row.end));
        const length = sentence.reduce((sum, entry) => sum + Number(entry.end) - Number(entry.start), 0);
        const whole = evidence.every((entry) => sentence.some((own) => Number(entry.start) >= Number(own.start) && Number(entry.end) <= Number(own.end)));
        const fresh = docs.has(String(row.doc_id)) ? 0 : 1;
        const score = new Set(evidence.map((entry) => entry.field)).size + Number(row.confidence) * 2 + (row.date ? 1 : 0) + (whole ? 4 : 0) + fresh - Math.max(0, length - 150) / 20 - evidence.filter((entry) => entry.method === "resolved").length / 2;
        return { row, score };
      })
      .sort((one, other) => other.score - one.score);
    if (rated.length) {
      best.push(rated[0].row);
      docs.add(String(rated[0].row.doc_id));
    }
  }
  return best.slice(0, EXAMPLES);
}
